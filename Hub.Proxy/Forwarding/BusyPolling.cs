using System.Net.Sockets;
using Hub.Proxy.Upstream;

namespace Hub.Proxy.Forwarding;

/// <summary>
/// Busy polling for a client that has the proxy to itself: for the backend's answer, and for the client's next request. With a
/// second client at work the thread is needed, and there is no waiting in loops.
/// </summary>
/// <param name="longest">How long one wait may be; zero is never.</param>
internal sealed class BusyPolling(TimeSpan longest)
{
    private Exchange? _latest;

    public void Began(Exchange exchange)
    {
        exchange.FollowsItself = ReferenceEquals(_latest, exchange);
        if (!exchange.FollowsItself) _latest = exchange;
    }

    public void AwaitAnswer(Exchange exchange, UpstreamConnection connection)
    {
        if (IsAlone(exchange)) connection.AwaitBriefly(longest);
    }

    public void AwaitRequest(Exchange exchange)
    {
        if (!IsAlone(exchange) || exchange.Upgraded || exchange.ClientGone) return;
        try
        {
            exchange.NextRequest.Await(exchange.Connection!.Socket, longest);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The connection was closed meanwhile: there is no next request.
        }
    }

    private bool IsAlone(Exchange exchange) =>
        exchange.FollowsItself && longest > TimeSpan.Zero && exchange.Connection is not null && ReferenceEquals(_latest, exchange);
}
