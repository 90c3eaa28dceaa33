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
        var (input, output) = exchange.IsHttp2
            ? await AcceptHttp2Async(exchange).ConfigureAwait(false)
            : await AcceptHttp1Async(exchange).ConfigureAwait(false);
        var stream = new UpgradedStream(exchange, upstream, input, output, activity);
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

    private static async Task<(PipeReader Input, PipeWriter Output)> AcceptHttp1Async(Exchange exchange)
    {
        CopyHeaders(exchange, withHandshake: true);
        if (exchange.Answer.Reason is { } reason) exchange.ReasonPhrase = reason;
        await exchange.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false);
        // After the 101 the connection is nobody else's: its own pipes spare a copy each way.
        var transport = exchange.Features.GetRequiredFeature<IConnectionTransportFeature>().Transport;
        return (transport.Input, transport.Output);
    }

    private static async Task<(PipeReader Input, PipeWriter Output)> AcceptHttp2Async(Exchange exchange)
    {
        exchange.StatusCode = 200;
        CopyHeaders(exchange, withHandshake: false);
        var stream = await exchange.Features.GetRequiredFeature<IHttpExtendedConnectFeature>().AcceptAsync().ConfigureAwait(false);
        return (PipeReader.Create(stream, new StreamPipeReaderOptions(useZeroByteReads: true)), PipeWriter.Create(stream));
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
