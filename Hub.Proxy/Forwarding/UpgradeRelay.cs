using System.IO.Pipelines;
using Hub.Proxy.Routes;
using Hub.Proxy.Upstream;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Proxy.Forwarding;

/// <summary>Hands an upgraded connection over: the handshake's answer first, then raw bytes both ways until one side ends.</summary>
internal sealed class UpgradeRelay(RouteActivity activity)
{
    private readonly LiveStreams _live = new();

    /// <summary>The upgraded connections that run now.</summary>
    public LiveStreams Live => _live;

    public async Task RunAsync(Exchange exchange, UpstreamConnection upstream, Route route)
    {
        var stream = await AcceptAsync(exchange, upstream).ConfigureAwait(false);
        exchange.Upgraded = true;
        exchange.Head.Release();
        exchange.Answer.Release();
        _live.Add(stream);
        stream.MoveTo(route);
        try
        {
            await stream.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            stream.Leave();
            _live.Remove(stream);
            exchange.Detach();
            upstream.Dispose();
        }
    }

    private async Task<UpgradedStream> AcceptAsync(Exchange exchange, UpstreamConnection upstream)
    {
        if (exchange.IsHttp2)
        {
            exchange.StatusCode = 200;
            CopyHeaders(exchange, withHandshake: false);
            var stream = await exchange.Features.GetRequiredFeature<IHttpExtendedConnectFeature>().AcceptAsync().ConfigureAwait(false);
            var input = PipeReader.Create(stream, new StreamPipeReaderOptions(useZeroByteReads: true));
            return new PipedStream(exchange, upstream, input, PipeWriter.Create(stream), activity);
        }

        CopyHeaders(exchange, withHandshake: true);
        if (exchange.Answer.Reason is { } reason) exchange.ReasonPhrase = reason;
        await exchange.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false);
        // After the 101 the connection is nobody else's: its socket, or with TLS its pipes, spare copies each way.
        if (!exchange.IsSecure && upstream.Watched is not null && exchange.Connection is { } connection)
            return new DirectStream(exchange, upstream, await connection.TakeAsync().ConfigureAwait(false), activity);
        var transport = exchange.Features.GetRequiredFeature<IConnectionTransportFeature>().Transport;
        return new PipedStream(exchange, upstream, transport.Input, transport.Output, activity);
    }

    private static void CopyHeaders(Exchange exchange, bool withHandshake)
    {
        var headers = exchange.ResponseHeaders;
        foreach (var field in exchange.Answer.Fields)
        {
            var isUpgrade = field.Role == HeaderRole.Upgrade;
            if (isUpgrade ? !withHandshake : exchange.Answer.IsForProxy(field)) continue;
            if (!withHandshake && field.Name == "Sec-WebSocket-Accept") continue;
            var before = headers[field.Name];
            headers[field.Name] = before.Count == 0 ? field.Value : Microsoft.Extensions.Primitives.StringValues.Concat(before, field.Value);
        }
    }
}
