using Hub.Proxy.Forwarding;
using Hub.Proxy.Logging;
using Hub.Proxy.Routes;
using Hub.Proxy.Upstream;

namespace Hub.Proxy.Balancing;

/// <summary>
/// Asks one of a route's targets, and another if that fails: whatever the request is if nothing of it was sent, and what
/// is safe to repeat (GET, HEAD and OPTIONS without body) as long as nothing was answered.
/// </summary>
internal sealed class BalancedDialogue(UpstreamDialogue dialogue, RequestHeadWriter heads, TargetWatch watch, ProxyLog log)
{
    // With another target at hand nobody waits long for one that does not even refuse.
    private static readonly TimeSpan _connectLimit = TimeSpan.FromSeconds(3);

    public async ValueTask<(UpstreamConnection Connection, Task Upload)> AskAsync(Exchange exchange, Route route, bool upgrade)
    {
        if (route.Targets is not { } targets) return await dialogue.AskAsync(exchange, route.Pool!, upgrade).ConfigureAwait(false);
        var tried = 0UL;
        for (var left = targets.Targets.Count; ; left--)
        {
            var at = targets.Choose(tried);
            var target = targets.Targets[at];
            tried |= 1UL << at;
            target.Begin();
            try
            {
                Address(exchange, route, targets.Addresses[at], upgrade);
                return await dialogue.AskAsync(exchange, target.Pool, upgrade, left > 1 ? _connectLimit : null).ConfigureAwait(false);
            }
            catch (UpstreamFailure e)
            {
                if (!e.Connected) watch.Eject(target, e.Message);
                if (left == 1 || exchange.ClientGone || exchange.BadBody is not null || !MayGoElsewhere(exchange, upgrade, e)) throw;
                watch.Counters.Retry();
                log.Debug($"{exchange.Method} {ProxyLog.WithoutQuery(exchange.RawTarget)} goes to another target: {e.Message}");
            }
            finally
            {
                target.End();
            }
        }
    }

    private static bool MayGoElsewhere(Exchange exchange, bool upgrade, UpstreamFailure failure)
    {
        if (!failure.Sent) return true;
        // Silence is no failed connection: what takes long here takes long elsewhere, and would be done twice.
        if (failure.Answered || exchange.UpstreamSilent) return false;
        return !upgrade && exchange.RequestBody == BodyKind.None && exchange.Method is "GET" or "HEAD" or "OPTIONS";
    }

    private void Address(Exchange exchange, Route route, TargetAddress address, bool upgrade)
    {
        if (ReferenceEquals(exchange.Target, address)) return;
        exchange.Target = address;
        // Both went well when the head was written for the route's first target.
        RequestTarget.TryParse(exchange.RawTarget, out var target);
        heads.TryWrite(exchange.Head, exchange, target, route, upgrade);
    }
}
