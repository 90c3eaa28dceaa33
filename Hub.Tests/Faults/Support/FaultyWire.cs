using System.Net;

namespace Hub.Tests.Faults.Support;

/// <summary>One hub's way to the proxy's API, which can be held at a phase or go wrong.</summary>
public sealed class FaultyWire(PhaseGate gate, Func<ProxyTrouble> trouble) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        switch (trouble())
        {
            case ProxyTrouble.Errors:
                return new HttpResponseMessage(HttpStatusCode.InternalServerError);
            case ProxyTrouble.Hangs:
                await Task.Delay(Timeout.InfiniteTimeSpan, ct);
                break;
        }

        if (request.RequestUri!.AbsolutePath.Contains("/user/", StringComparison.Ordinal))
        {
            if (request.Method == HttpMethod.Post)
                await gate.PassAsync(Phase.Routing, ct);
            else if (request.Method == HttpMethod.Delete)
                await gate.PassAsync(Phase.Unrouting, ct);
        }

        return await base.SendAsync(request, ct);
    }
}
