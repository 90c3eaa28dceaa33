using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Hub.Proxy.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Hub.Proxy.Listening;

/// <summary>One client: what its socket says goes into a pipe, what is written into another goes out.</summary>
internal sealed class WatchedConnection : DefaultConnectionContext, IConnectionSocketFeature, IMemoryPoolFeature
{
    private const long MostUnread = 1024 * 1024;
    private const long MostUnsent = 64 * 1024;
    private const int SmallestRoom = 2048;

    private readonly WatchedSocket _socket;
    private readonly BlockPool _blocks;
    private readonly IDuplexPipe _pipes;
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _running;
    private ConnectionAbortedException? _aborted;
    private volatile bool _taken;
    private int _shut;

    public WatchedConnection(WatchedSocket socket, BlockPool blocks)
    {
        _socket = socket;
        _blocks = blocks;
        LocalEndPoint = socket.Socket.LocalEndPoint;
        RemoteEndPoint = socket.Socket.RemoteEndPoint;
        ConnectionClosed = _closed.Token;
        var input = new Pipe(Options(blocks, MostUnread));
        var output = new Pipe(Options(blocks, MostUnsent));
        Transport = new Ends(input.Reader, output.Writer);
        _pipes = new Ends(output.Reader, input.Writer);
        Features.Set<IConnectionSocketFeature>(this);
        Features.Set<IMemoryPoolFeature>(this);
        Features.Set(this);
        _running = RunAsync();
    }

    public Socket Socket => _socket.Socket;

    public EventLoop Loop => _socket.Loop;

    public MemoryPool<byte> MemoryPool => _blocks;

    /// <summary>
    /// Stops carrying bytes when all that was written is on its way. The socket is then the caller's; it is still closed with the connection.
    /// </summary>
    public async ValueTask<TakenClient> TakeAsync()
    {
        _taken = true;
        _socket.Expect();
        _pipes.Output.CancelPendingFlush();
        _pipes.Input.CancelPendingRead();
        await _running.ConfigureAwait(false);
        var unread = ReadOnlyMemory<byte>.Empty;
        if (Transport.Input.TryRead(out var read))
        {
            unread = read.Buffer.ToArray();
            Transport.Input.AdvanceTo(read.Buffer.End);
        }

        return new TakenClient(_socket, unread);
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        Interlocked.CompareExchange(ref _aborted, abortReason, null);
        Shut();
        _pipes.Input.CancelPendingRead();
    }

    public override async ValueTask DisposeAsync()
    {
        await Transport.Input.CompleteAsync().ConfigureAwait(false);
        await Transport.Output.CompleteAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        if (_taken)
        {
            Shut();
            await TellClosedAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    private static PipeOptions Options(BlockPool blocks, long most) =>
        new(blocks, PipeScheduler.Inline, PipeScheduler.Inline, most, most / 2, useSynchronizationContext: false);

    private async Task RunAsync()
    {
        var receiving = ReceiveAsync();
        await SendAsync().ConfigureAwait(false);
        await receiving.ConfigureAwait(false);
        if (!_taken) _socket.Dispose();
    }

    private async Task ReceiveAsync()
    {
        Exception? failure = null;
        var writer = _pipes.Output;
        Turn turn = default;
        try
        {
            while (true)
            {
                // Asked after the last read and before the wait: a read takes back what it was woken with.
                if (_taken) return;
                // Waits first: memory is asked for when there is something to put into it.
                await _socket.ReadableAsync().ConfigureAwait(false);
                if (_taken) return;
                if (!_socket.TryReceive(writer.GetMemory(SmallestRoom).Span, out var count)) continue;
                if (count == 0) break;
                writer.Advance(count);
                var flushed = await writer.FlushAsync().ConfigureAwait(false);
                if (!_taken && (flushed.IsCompleted || flushed.IsCanceled)) break;
                if (turn.IsOver(count)) await Task.Yield();
            }
        }
        catch (SocketException e)
        {
            failure = _aborted ?? (Exception)new ConnectionResetException(e.Message, e);
        }
        catch (ObjectDisposedException e)
        {
            failure = _aborted ?? new ConnectionAbortedException("the connection was closed", e);
        }

        await writer.CompleteAsync(failure).ConfigureAwait(false);
        await TellClosedAsync().ConfigureAwait(false);
    }

    private async Task SendAsync()
    {
        Exception? failure = null;
        var reader = _pipes.Input;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync().ConfigureAwait(false);
                if (read.IsCanceled && !_taken) break;
                foreach (var part in read.Buffer) await _socket.SendAsync(part).ConfigureAwait(false);
                reader.AdvanceTo(read.Buffer.End);
                if (_taken && read.IsCanceled) return;
                if (read.IsCompleted) break;
            }
        }
        catch (SocketException e)
        {
            failure = new ConnectionResetException(e.Message, e);
        }
        catch (ObjectDisposedException e)
        {
            failure = _aborted ?? new ConnectionAbortedException("the connection was closed", e);
        }

        Shut();
        await reader.CompleteAsync(failure).ConfigureAwait(false);
        // The reading may be waiting for somebody to take what it read.
        _pipes.Output.CancelPendingFlush();
    }

    /// <summary>Both directions end: what was sent arrives, unless the connection was aborted.</summary>
    private void Shut()
    {
        if (Interlocked.Exchange(ref _shut, 1) != 0) return;
        try
        {
            if (_aborted is null) Socket.Shutdown(SocketShutdown.Both);
            else Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer was first.
        }

        _socket.Dispose();
    }

    /// <summary>On another thread, because whoever listens may do more than a loop can wait for.</summary>
    private Task TellClosedAsync()
    {
        var told = new TaskCompletionSource();
        ThreadPool.UnsafeQueueUserWorkItem(
            static work =>
            {
                work.Connection._closed.Cancel();
                work.Told.SetResult();
            },
            (Connection: this, Told: told),
            preferLocal: false);
        return told.Task;
    }

    private sealed class Ends(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
