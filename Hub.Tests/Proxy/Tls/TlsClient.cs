using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Hub.Tests.Proxy.Tls;

/// <summary>A handshake with whoever listens, whatever certificate is shown.</summary>
internal static class TlsClient
{
    public static async Task<SslStream> ConnectAsync(IPEndPoint to, string host, SslProtocols protocols = SslProtocols.None)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(to);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, EnabledSslProtocols = protocols });
        return tls;
    }
}
