using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Tls;

/// <summary>An https backend that answers with the subject of the certificate it was shown.</summary>
internal sealed class TlsBackend : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly SslServerAuthenticationOptions _options;
    private readonly Task _accepting;

    public TlsBackend(X509Certificate2 certificate, bool askForCertificate = false)
    {
        _options = new SslServerAuthenticationOptions
        {
            ServerCertificateSelectionCallback = (_, name) =>
            {
                Names.Enqueue(name ?? "");
                return certificate;
            },
            ClientCertificateRequired = askForCertificate,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        };
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The names that were asked for in handshakes.</summary>
    public ConcurrentQueue<string> Names { get; } = new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was stopped: the test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await tls.AuthenticateAsServerAsync(_options);
            using var connection = new RawConnection(socket, tls);
            while (true)
            {
                await connection.ReadHeadAsync();
                await connection.SendAsync(RawBackend.Ok(tls.RemoteCertificate?.Subject ?? "nobody"));
            }
        }
        catch (Exception e) when (e is IOException or AuthenticationException or ObjectDisposedException)
        {
            // The proxy closed, or did not like the certificate.
        }
    }
}
