using System.Net.Security;
using System.Net.Sockets;
using Hub.Proxy.Sockets;

namespace Hub.Proxy.Upstream;

/// <summary>
/// One connection to a backend: raw sends and receives, and a buffer that holds what came with the response head.
/// The buffer is given back while the connection is idle, so idle connections cost a socket and little else.
/// </summary>
internal sealed class UpstreamConnection(UpstreamPool pool, Socket socket, SslStream? tls) : IDisposable
{
    /// <summary>The largest response head taken, and so the size of the buffer.</summary>
    public const int HeadLimit = 16 * 1024;

    private byte[]? _buffer;
    private int _start;
    private int _end;
    private int _disposed;

    public UpstreamConnection(UpstreamPool pool, WatchedSocket watched)
        : this(pool, watched.Socket, tls: null) => Watched = watched;

    /// <summary>The socket on an event loop; null for TLS and unix sockets.</summary>
    public WatchedSocket? Watched { get; }

    public UpstreamPool Pool { get; } = pool;

    /// <summary>The connection has carried a request before, so the backend may be closing it just now.</summary>
    public bool Reused { get; set; }

    /// <summary>Anything of a head arrived since the request in hand began.</summary>
    public bool Answered { get; private set; }

    public long IdleSince { get; set; }

    /// <summary>What was received and not yet consumed.</summary>
    public ReadOnlyMemory<byte> Buffered => _buffer is null ? default : _buffer.AsMemory(_start, _end - _start);

    public bool IsBufferFull => _end - _start >= HeadLimit;

    public void BeginExchange() => Answered = false;

    public void Consume(int count)
    {
        _start += count;
        if (_start == _end) _start = _end = 0;
    }

    /// <summary>Receives more behind what is buffered; 0 when the backend has closed.</summary>
    public async ValueTask<int> FillAsync()
    {
        _buffer ??= HeadPool.Rent(HeadLimit);
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        var count = await ReceiveAsync(_buffer.AsMemory(_end)).ConfigureAwait(false);
        _end += count;
        Answered |= count > 0;
        return count;
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> into) => Watched?.ReceiveAsync(into) ?? tls?.ReadAsync(into) ?? socket.ReceiveAsync(into, SocketFlags.None);

    /// <summary>Waits until something can be received, without holding a buffer meanwhile.</summary>
    public async ValueTask WaitForDataAsync()
    {
        if (Watched is not null) await Watched.ReadableAsync().ConfigureAwait(false);
        else if (tls is null) await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None).ConfigureAwait(false);
        else await tls.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
    }

    /// <summary>Gives an answer that is about to come some microseconds, if this backend's answers come so fast.</summary>
    public void AwaitBriefly(TimeSpan longest)
    {
        if (Pool.Answers.Await(socket, longest)) Watched?.Expect();
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> data)
    {
        if (Watched is not null) return Watched.SendAsync(data);
        if (tls is not null) return tls.WriteAsync(data);
        var sending = socket.SendAsync(data, SocketFlags.None);
        return sending.IsCompletedSuccessfully && sending.Result == data.Length ? default : FinishAsync(sending, data);
    }

    /// <summary>The backend has closed, or said something nobody asked for.</summary>
    public bool IsStale()
    {
        try
        {
            return Buffered.Length > 0 || socket.Poll(0, SelectMode.SelectRead);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // A socket that cannot be asked cannot be used either.
            return true;
        }
    }

    /// <summary>Gives the buffer back; nothing may be in flight.</summary>
    public void ReleaseBuffer()
    {
        if (_buffer is null) return;
        HeadPool.Return(_buffer);
        _buffer = null;
        _start = _end = 0;
    }

    /// <summary>
    /// Closes the socket at once, whatever is in flight. Safe from any thread; the buffer stays with whoever reads into it.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        Pool.Closed();
        tls?.Dispose();
        Watched?.Dispose();
        socket.Dispose();
    }

    private async ValueTask FinishAsync(ValueTask<int> sending, ReadOnlyMemory<byte> data)
    {
        var sent = await sending.ConfigureAwait(false);
        while (sent < data.Length)
        {
            data = data[sent..];
            sent = await socket.SendAsync(data, SocketFlags.None).ConfigureAwait(false);
        }
    }
}
