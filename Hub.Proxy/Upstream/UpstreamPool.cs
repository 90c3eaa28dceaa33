using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Hub.Proxy.Sockets;

namespace Hub.Proxy.Upstream;

/// <summary>
/// The connections to one origin: the most recently used idle one is taken first, and when the last route to the
/// origin goes, so do they.
/// </summary>
internal sealed class UpstreamPool(TargetAddress address, UpstreamSettings settings, UpstreamCounters counters)
{
    private readonly Lock _lock = new();
    // There are as many pools as servers, and most are idle.
    private Stack<UpstreamConnection>? _idle;
    private int _routes;
    private bool _closed;

    public TargetAddress Address { get; } = address;

    /// <summary>How fast the origin's answers come.</summary>
    public BusyPoll Answers { get; } = new();

    /// <summary>One more route uses the pool; false if it closed before.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_closed) return false;
            _routes++;
            return true;
        }
    }

    /// <summary>One route less; true if it was the last, and the idle connections are closed.</summary>
    public bool Leave()
    {
        lock (_lock)
        {
            if (--_routes > 0) return false;
            _closed = true;
        }

        CloseIdle(static _ => true);
        return true;
    }

    /// <summary>An idle connection, if there is one.</summary>
    /// <param name="careful">Ask the socket first, because the request could not be sent again.</param>
    public UpstreamConnection? TryTake(bool careful)
    {
        while (true)
        {
            UpstreamConnection? connection;
            lock (_lock)
            {
                if (_idle is null || !_idle.TryPop(out connection)) return null;
            }

            counters.AddIdle(-1);
            if (!careful || !connection.IsStale())
            {
                connection.BeginExchange();
                return connection;
            }

            connection.Dispose();
        }
    }

    /// <summary>Keeps a connection whose response was read to its end.</summary>
    public void Return(UpstreamConnection connection, long now)
    {
        if (connection.Buffered.Length > 0)
        {
            // More than was asked for: the next response on this connection could not be trusted.
            connection.Dispose();
            return;
        }

        connection.ReleaseBuffer();
        connection.Reused = true;
        connection.IdleSince = now;
        lock (_lock)
        {
            if (!_closed && (_idle is null || _idle.Count < settings.MaxIdlePerTarget))
            {
                counters.AddIdle(1);
                (_idle ??= new()).Push(connection);
                return;
            }
        }

        connection.Dispose();
    }

    /// <param name="ct">Whoever waits has left.</param>
    /// <param name="shorter">Wait no longer than this, if that is less than usual.</param>
    /// <param name="loop">The client's, so that one thread serves both connections.</param>
    public async ValueTask<UpstreamConnection> ConnectAsync(CancellationToken ct, TimeSpan? shorter = null, EventLoop? loop = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(shorter < settings.ConnectTimeout ? shorter.Value : settings.ConnectTimeout);
        Socket? socket = null;
        try
        {
            if (HasLoop)
            {
                var watched = await WatchedSocket.ConnectAsync(
                    await AddressesAsync(limit.Token).ConfigureAwait(false), loop ?? EventLoop.Current ?? EventLoop.Next(), limit.Token).ConfigureAwait(false);
                counters.AddOpen(1);
                return new UpstreamConnection(this, watched);
            }

            socket = NewSocket();
            await socket.ConnectAsync(EndPoint(), limit.Token).ConfigureAwait(false);
            var tls = Address.Secure ? await HandshakeAsync(socket, limit.Token).ConfigureAwait(false) : null;
            counters.AddOpen(1);
            return new UpstreamConnection(this, socket, tls);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            socket?.Dispose();
            throw new UpstreamFailure($"connect {Address.Origin} timed out", e) { Connected = false };
        }
        catch (Exception e)
        {
            socket?.Dispose();
            if (e is SocketException or System.Security.Authentication.AuthenticationException or IOException)
                throw new UpstreamFailure($"connect {Address.Origin}: {e.Message}", e) { Connected = false };
            throw;
        }
    }

    /// <summary>Closes what was idle too long and what the backend has closed.</summary>
    public void Sweep(long oldest) => CloseIdle(c => c.IdleSince < oldest || c.IsStale());

    /// <summary>A connection of this pool is no more.</summary>
    public void Closed() => counters.AddOpen(-1);

    private void CloseIdle(Func<UpstreamConnection, bool> condition)
    {
        List<UpstreamConnection>? close = null;
        lock (_lock)
        {
            if (_idle is null || _idle.Count == 0) return;
            var keep = new List<UpstreamConnection>(_idle.Count);
            foreach (var connection in _idle)
            {
                if (condition(connection)) (close ??= []).Add(connection);
                else keep.Add(connection);
            }

            if (close is null) return;
            _idle.Clear();
            for (var i = keep.Count - 1; i >= 0; i--) _idle.Push(keep[i]);
            counters.AddIdle(-close.Count);
        }

        foreach (var connection in close) connection.Dispose();
    }

    // TLS wants a stream, which .NET has only for sockets on its own loop.
    private bool HasLoop => !Address.Secure && !Address.IsUnixSocket;

    private async ValueTask<IReadOnlyList<IPEndPoint>> AddressesAsync(CancellationToken ct)
    {
        if (IPAddress.TryParse(Address.Host, out var ip)) return [new IPEndPoint(ip, Address.Port)];
        var found = await Dns.GetHostAddressesAsync(Address.Host, ct).ConfigureAwait(false);
        return Array.ConvertAll(found, address => new IPEndPoint(address, Address.Port));
    }

    private Socket NewSocket()
    {
        if (Address.IsUnixSocket) return new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var socket = IPAddress.TryParse(Address.Host, out var ip)
            ? new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.NoDelay = true;
        return socket;
    }

    private EndPoint EndPoint()
    {
        if (Address.IsUnixSocket) return new UnixDomainSocketEndPoint(Address.Host);
        return IPAddress.TryParse(Address.Host, out var ip)
            ? new IPEndPoint(ip, Address.Port)
            : new DnsEndPoint(Address.Host, Address.Port);
    }

    private async ValueTask<SslStream> HandshakeAsync(Socket socket, CancellationToken ct)
    {
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: false));
        try
        {
            // The name to check and to announce is the target's own, never what a client put into its Host header.
            await tls.AuthenticateAsClientAsync(settings.Tls.For(Address.Host), ct).ConfigureAwait(false);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
