using System.Globalization;
using Hub.Proxy.Forwarding;
using Hub.Proxy.Logging;
using Hub.Proxy.Upstream;

namespace Hub.Proxy.Errors;

/// <summary>A server that makes the error pages, such as the hub.</summary>
internal sealed class ErrorTarget(UpstreamPool pool, TimeSpan limit, ProxyLog log)
{
    private readonly ResponseBodyRelay _bodies = new();

    /// <summary>
    /// Asks for <c>CODE?url=…</c> and passes the page on under the proxy's own status. False if the target did not
    /// answer in time or at all, and nothing was sent yet.
    /// </summary>
    public async Task<bool> TryRelayAsync(Exchange exchange, int status)
    {
        using var timer = new CancellationTokenSource(limit);
        UpstreamConnection? connection = null;
        var relaying = false;
        try
        {
            // As a dialogue with a backend, but for a request of the proxy's own, and always on a connection that works.
            connection = pool.TryTake(careful: true) ?? await pool.ConnectAsync(timer.Token).ConfigureAwait(false);
            if (!exchange.Attach(connection)) throw new OperationCanceledException("the client left");
            using var cut = timer.Token.UnsafeRegister(static e => ((Exchange)e!).OnUpstreamSilent(), exchange);
            WriteHead(exchange, status);
            await connection.SendAsync(exchange.Head.Written).ConfigureAwait(false);
            await UpstreamDialogue.ReadHeadAsync(exchange, connection, toHead: false).ConfigureAwait(false);
            if (exchange.Answer.Status == 101) throw new UpstreamFailure("the error target switched protocols");
            relaying = true;
            ApplyHead(exchange);
            await _bodies.CopyAsync(exchange, connection).ConfigureAwait(false);
            Keep(exchange, connection);
            return true;
        }
        catch (Exception e) when (UpstreamDialogue.IsTrouble(e))
        {
            exchange.Detach();
            connection?.Dispose();
            if (!exchange.ClientGone) log.Error($"Failed to get custom error page: {e.Message}");
            if (relaying) exchange.Abort();
            return relaying || exchange.ClientGone;
        }
    }

    private void WriteHead(Exchange exchange, int status)
    {
        var head = exchange.Head;
        head.Clear();
        head.Append("GET "u8);
        head.Append(pool.Address.BasePath);
        head.Append("/"u8);
        head.Append(status.ToString(CultureInfo.InvariantCulture));
        head.Append("?"u8);
        if (pool.Address.Query.Length > 0)
        {
            head.Append(pool.Address.Query);
            head.Append("&"u8);
        }

        head.Append("url="u8);
        head.Append(Uri.EscapeDataString(exchange.RawTarget));
        head.Append(" HTTP/1.1\r\n"u8);
        head.AppendHeader("Host"u8, pool.Address.HostHeader);
        head.Append("\r\n"u8);
    }

    private static void ApplyHead(Exchange exchange)
    {
        foreach (var field in exchange.Answer.Fields)
        {
            if (field.Name.ToLowerInvariant() is "content-type" or "content-encoding") exchange.ResponseHeaders[field.Name] = field.Value;
        }

        ResponseHeadRelay.PrepareBody(exchange);
    }

    private static void Keep(Exchange exchange, UpstreamConnection connection)
    {
        if (!exchange.Detach()) return;
        if (exchange.Answer.KeepAlive) connection.Pool.Return(connection, Environment.TickCount64);
        else connection.Dispose();
    }
}
