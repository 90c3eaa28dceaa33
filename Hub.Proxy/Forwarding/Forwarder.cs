using Hub.Proxy.Balancing;
using Hub.Proxy.Errors;
using Hub.Proxy.Logging;
using Hub.Proxy.Routes;
using Hub.Proxy.Upstream;

namespace Hub.Proxy.Forwarding;

/// <summary>
/// The way of a request: 1. find its route, 2. write the head for the backend, 3. ask, 4. hand over the connection if
/// both sides upgrade, 5. relay head and body of the answer, 6. settle what is left of the upload and keep the connection.
/// </summary>
internal sealed class Forwarder(
    RouteTable table, ForwardingRules rules, BalancedDialogue dialogue, Upload upload, ErrorResponder errors, UpgradeRelay upgrades, RouteActivity activity,
    IExchangeObserver observer, ProxyLog log)
{
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly RequestHeadWriter _heads = new(rules);
    private readonly ResponseHeadRelay _answers = new(rules);
    private readonly ResponseBodyRelay _bodies = new();

    /// <summary>How long look-ups take, for whoever measures.</summary>
    public Action<TimeSpan>? LookedUp { get; init; }

    public async Task RunAsync(Exchange exchange)
    {
        var upgrade = UpgradeRequest.IsWebSocket(exchange);
        observer.Began(exchange, upgrade);

        // 1 and 2.
        var problem = Prepare(exchange, upgrade);
        if (problem != 0)
        {
            await RefuseAsync(exchange, problem, upgrade, "").ConfigureAwait(false);
            return;
        }

        UpstreamConnection? connection = null;
        var uploading = Task.CompletedTask;
        var answering = false;
        var route = exchange.Route!;
        try
        {
            // 3.
            (connection, uploading) = await dialogue.AskAsync(exchange, route, upgrade).ConfigureAwait(false);

            // 4.
            if (exchange.Answer.Status == 101)
            {
                if (!upgrade) throw new UpstreamFailure("the backend switched protocols unasked");
                await upgrades.RunAsync(exchange, connection, route).ConfigureAwait(false);
                return;
            }

            // 5.
            answering = true;
            observer.Answered(exchange);
            _answers.Apply(exchange, exchange.Target!);
            if (upgrade && !exchange.IsHttp2) exchange.ResponseHeaders.Connection = "close";
            await _bodies.CopyAsync(exchange, connection).ConfigureAwait(false);
        }
        catch (Exception e) when (UpstreamDialogue.IsTrouble(e))
        {
            await FailAsync(exchange, connection, uploading, answering, upgrade, e).ConfigureAwait(false);
            return;
        }

        // 6.
        if (exchange.Answer.Status < 300) activity.Note(route);
        if (!exchange.UploadComplete) await SettleUploadAsync(exchange, connection, uploading).ConfigureAwait(false);
        Keep(exchange, connection);
    }

    private int Prepare(Exchange exchange, bool upgrade)
    {
        if (!RequestTarget.TryParse(exchange.RawTarget, out var target)) return 500;
        var began = LookedUp is null ? 0 : _clock.GetTimestamp();
        var decoded = target.Path;
        if (decoded.Contains('%'))
        {
            if (!RoutePath.TryDecode(decoded, out var text)) return 500;
            decoded = text;
        }

        var route = rules.HostRouting ? table.Find(HostOf(exchange), decoded) : table.Find(decoded);
        LookedUp?.Invoke(_clock.GetElapsedTime(began));
        exchange.Route = route;
        if (route is null) return 404;
        if (!route.IsUsable) return 500;
        exchange.Target = route.Address;
        if (log.Shows(LogSeverity.Debug))
            log.Debug($"PROXY {(upgrade ? "WS" : "WEB")} {ProxyLog.WithoutQuery(exchange.RawTarget)} to {route.Target}");
        return _heads.TryWrite(exchange.Head, exchange, target, route, upgrade) ? 0 : 400;
    }

    private static ReadOnlySpan<char> HostOf(Exchange exchange)
    {
        var host = exchange.RequestHeaders.Host.ToString().AsSpan();
        if (host.Length > 0 && host[0] == '[' && host.IndexOf(']') is var end and > 0) return host[..(end + 1)];
        var colon = host.IndexOf(':');
        return colon < 0 ? host : host[..colon];
    }

    private async Task FailAsync(
        Exchange exchange, UpstreamConnection? connection, Task uploading, bool answering, bool upgrade, Exception problem)
    {
        exchange.Detach();
        connection?.Dispose();
        if (!uploading.IsCompleted) exchange.BodyReader.CancelPendingRead();
        await uploading.ConfigureAwait(false);
        if (exchange.ClientGone)
        {
            exchange.Abort();
            return;
        }

        if (answering)
        {
            log.Warn($"{exchange.Method} {ProxyLog.WithoutQuery(exchange.RawTarget)} cut: {problem.Message}");
            exchange.Abort();
            return;
        }

        if (exchange.BadBody is { } bad) await RefuseAsync(exchange, bad.StatusCode == 408 ? 408 : 400, upgrade, bad.Message).ConfigureAwait(false);
        else await RefuseAsync(exchange, 503, upgrade, problem.Message).ConfigureAwait(false);
    }

    private async Task RefuseAsync(Exchange exchange, int status, bool upgrade, string reason)
    {
        await errors.AnswerAsync(exchange, status, upgrade, reason).ConfigureAwait(false);
        if (exchange.UploadComplete || exchange.ClientGone || status is 400 or 408) return;
        await exchange.CompleteResponseAsync().ConfigureAwait(false);
        await upload.DrainAsync(exchange).ConfigureAwait(false);
    }

    private async Task SettleUploadAsync(Exchange exchange, UpstreamConnection connection, Task uploading)
    {
        // The answer came first. Its end must not wait for the body; the body may go on if the backend still listens.
        await exchange.CompleteResponseAsync().ConfigureAwait(false);
        if (!exchange.Answer.KeepAlive)
        {
            exchange.Detach();
            connection.Dispose();
            if (!uploading.IsCompleted) exchange.BodyReader.CancelPendingRead();
        }

        await uploading.ConfigureAwait(false);
        if (!exchange.UploadComplete) await upload.DrainAsync(exchange).ConfigureAwait(false);
    }

    private static void Keep(Exchange exchange, UpstreamConnection connection)
    {
        if (!exchange.Detach()) return;
        if (exchange.Answer.KeepAlive && exchange.UploadComplete) connection.Pool.Return(connection, Environment.TickCount64);
        else connection.Dispose();
    }
}
