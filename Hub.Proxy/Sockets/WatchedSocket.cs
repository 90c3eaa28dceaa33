using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Hub.Proxy.Sockets;

/// <summary>
/// A connected socket on an <see cref="EventLoop"/>, for one reader and one writer at a time. A read that was not filled is not followed
/// by another before the kernel has told of more, which spares every message a system call.
/// </summary>
internal sealed class WatchedSocket : IDisposable
{
    private readonly Readiness _readable = new();
    private readonly Readiness _writable = new();
    private readonly long _id;
    private volatile bool _ended;
    private int _disposed;

    /// <param name="socket">Is disposed with this; its asynchronous methods must not be used, before or after.</param>
    public WatchedSocket(Socket socket, EventLoop loop)
    {
        Socket = socket;
        Loop = loop;
        socket.Blocking = false;
        _id = loop.Watch(this, socket.Handle);
    }

    public Socket Socket { get; }

    public EventLoop Loop { get; }

    /// <summary>Connects to the first of the addresses that answers.</summary>
    /// <exception cref="SocketException">None does: what the last one said.</exception>
    public static async ValueTask<WatchedSocket> ConnectAsync(IReadOnlyList<IPEndPoint> addresses, EventLoop loop, CancellationToken ct)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return await ConnectAsync(addresses[i], loop, ct).ConfigureAwait(false);
            }
            catch (SocketException) when (i + 1 < addresses.Count)
            {
                // The name has other addresses.
            }
        }
    }

    /// <summary>Bytes were seen of which the loop may not have told yet.</summary>
    public void Expect() => _readable.Set();

    /// <summary>Until a read is worth trying.</summary>
    public ValueTask ReadableAsync() => _ended ? default : _readable.WaitAsync();

    /// <summary>False when there is nothing yet; a count of 0 when the peer sends no more.</summary>
    public bool TryReceive(Span<byte> into, out int count)
    {
        count = 0;
        if (!_ended && !_readable.IsReady) return false;
        _readable.Clear();
        count = Socket.Receive(into, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock) return false;
        if (error != SocketError.Success) throw new SocketException((int)error);
        if (count == into.Length) _readable.Set();
        return true;
    }

    /// <summary>What is there, or what comes; 0 when the peer sends no more.</summary>
    public ValueTask<int> ReceiveAsync(Memory<byte> into) =>
        TryReceive(into.Span, out var count) ? ValueTask.FromResult(count) : AwaitReceiveAsync(into);

    /// <summary>Returns when the kernel has taken all.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> data)
    {
        var sent = Send(data.Span);
        return sent == data.Length ? default : FinishSendAsync(data[sent..]);
    }

    /// <summary>As <see cref="SendAsync"/>; the data is the caller's again when this returns, though it may not have been sent.</summary>
    public ValueTask SendCopyAsync(ReadOnlySpan<byte> data)
    {
        var sent = Send(data);
        return sent == data.Length ? default : FinishCopyAsync(data[sent..]);
    }

    /// <summary>What the loop has to tell.</summary>
    public void On(SocketEvents what)
    {
        if ((what & SocketEvents.Ended) != 0) _ended = true;
        if ((what & SocketEvents.Writable) != 0) _writable.Set();
        if ((what & SocketEvents.Readable) != 0) _readable.Set();
    }

    /// <summary>Closes at once; who waits is told on another thread, with an <see cref="ObjectDisposedException"/>. Safe from any thread.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        Loop.Forget(_id);
        _ended = true;
        Socket.Dispose();
        ThreadPool.UnsafeQueueUserWorkItem(static socket => socket.On(SocketEvents.Readable | SocketEvents.Writable), this, preferLocal: false);
    }

    private static async ValueTask<WatchedSocket> ConnectAsync(IPEndPoint address, EventLoop loop, CancellationToken ct)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, Blocking = false };
        WatchedSocket? watched = null;
        try
        {
            Begin(socket, address);
            watched = new WatchedSocket(socket, loop);
            await using (ct.UnsafeRegister(static socket => ((WatchedSocket)socket!).Dispose(), watched).ConfigureAwait(false))
                await watched._writable.WaitAsync().ConfigureAwait(false);
            var error = (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
            if (error != 0) throw new SocketException(error);
            return watched;
        }
        catch (Exception e)
        {
            watched?.Dispose();
            socket.Dispose();
            if (e is ObjectDisposedException) ct.ThrowIfCancellationRequested();
            throw;
        }
    }

    private static void Begin(Socket socket, IPEndPoint address)
    {
        try
        {
            socket.Connect(address);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // That is how a socket that may not block says that it has begun.
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> AwaitReceiveAsync(Memory<byte> into)
    {
        while (true)
        {
            await ReadableAsync().ConfigureAwait(false);
            if (TryReceive(into.Span, out var count)) return count;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FinishSendAsync(ReadOnlyMemory<byte> data)
    {
        while (true)
        {
            _writable.Clear();
            var sent = Send(data.Span);
            if (sent == data.Length) return;
            data = data[sent..];
            if (sent == 0) await _writable.WaitAsync().ConfigureAwait(false);
        }
    }

    private ValueTask FinishCopyAsync(ReadOnlySpan<byte> data)
    {
        var copy = ArrayPool<byte>.Shared.Rent(data.Length);
        data.CopyTo(copy);
        return FinishAsync(copy, data.Length);

        async ValueTask FinishAsync(byte[] copy, int length)
        {
            try
            {
                await FinishSendAsync(copy.AsMemory(0, length)).ConfigureAwait(false);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(copy);
            }
        }
    }

    private int Send(ReadOnlySpan<byte> data)
    {
        var sent = Socket.Send(data, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success => sent,
            SocketError.WouldBlock => 0,
            _ => throw new SocketException((int)error),
        };
    }
}
