using System.Buffers;
using System.IO.Pipelines;
using Hub.Proxy.Routes;
using Hub.Proxy.Upstream;

namespace Hub.Proxy.Forwarding;

/// <summary>A stream to a client whose bytes need more than a socket: TLS, or a stream of HTTP/2.</summary>
internal sealed class PipedStream(Exchange exchange, UpstreamConnection upstream, PipeReader input, PipeWriter output, RouteActivity activity)
    : UpgradedStream(exchange, upstream, activity)
{
    private const int SmallRead = 512;
    private const int LargeRead = 32 * 1024;

    private readonly UpstreamConnection _upstream = upstream;
    private volatile bool _flushing;

    protected override void StopListening() => UnlessOver(input.CancelPendingRead);

    protected override void HurryClient()
    {
        // With no flush under way the next one would be cancelled, and what it was to write lost.
        if (_flushing) UnlessOver(output.CancelPendingFlush);
    }

    protected override async Task SayGoodByeAsync()
    {
        if (!IsBetweenFrames) return;
        using var limit = new CancellationTokenSource(Patience);
        var flushed = await output.WriteAsync(FrameCursor.GoingAway, limit.Token).ConfigureAwait(false);
        // Whoever hurried the client may have met this flush, which then wrote nothing, in place of one that had just ended.
        if (flushed.IsCanceled) await output.WriteAsync(FrameCursor.GoingAway, limit.Token).ConfigureAwait(false);
    }

    protected override async Task ToBackendAsync()
    {
        while (true)
        {
            var read = await input.ReadAsync().ConfigureAwait(false);
            if (!read.Buffer.IsEmpty)
            {
                NoteFromClient(read.Buffer.Length);
                foreach (var segment in read.Buffer) await _upstream.SendAsync(segment).ConfigureAwait(false);
            }

            input.AdvanceTo(read.Buffer.End);
            // The server too cancels reads, when it is asked to stop; only the stream itself knows when it is over.
            if (read.IsCompleted || (read.IsCanceled && IsEnding)) return;
        }
    }

    protected override async Task ToClientAsync()
    {
        await SendBufferedAsync().ConfigureAwait(false);
        _upstream.ReleaseBuffer();
        // An idle stream holds this much and no more; most messages fit, and need no other memory.
        var small = new byte[SmallRead];
        while (true)
        {
            var count = await _upstream.ReceiveAsync(small).ConfigureAwait(false);
            if (count == 0 || !await RelayAsync(small.AsMemory(0, count)).ConfigureAwait(false)) return;
            if (count == small.Length && !await RelayBulkAsync().ConfigureAwait(false)) return;
        }
    }

    // The stream may end by itself just when its route goes, and its pipes with it.
    private static void UnlessOver(Action interrupt)
    {
        try
        {
            interrupt();
        }
        catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException)
        {
            // There is nobody left to interrupt.
        }
    }

    /// <summary>False when the stream is over.</summary>
    private async ValueTask<bool> RelayAsync(ReadOnlyMemory<byte> data)
    {
        NoteFromBackend(data.Span);
        output.Write(data.Span);
        return await FlushAsync().ConfigureAwait(false);
    }

    /// <summary>Larger pieces go straight into the client's buffers, as long as there are such. False when the stream is over.</summary>
    private async ValueTask<bool> RelayBulkAsync()
    {
        while (true)
        {
            // Waits first: memory is asked for when there is something to put into it.
            await _upstream.WaitForDataAsync().ConfigureAwait(false);
            var room = output.GetMemory(LargeRead);
            var count = await _upstream.ReceiveAsync(room).ConfigureAwait(false);
            if (count == 0) return false;
            NoteFromBackend(room.Span[..count]);
            output.Advance(count);
            if (!await FlushAsync().ConfigureAwait(false)) return false;
            if (count < SmallRead) return true;
        }
    }

    /// <summary>False when the stream is over.</summary>
    private async ValueTask<bool> FlushAsync()
    {
        _flushing = true;
        var flushed = await output.FlushAsync().ConfigureAwait(false);
        _flushing = false;
        return !flushed.IsCompleted && !IsGoingAway;
    }

    private async Task SendBufferedAsync()
    {
        var buffered = _upstream.Buffered;
        if (buffered.IsEmpty) return;
        NoteFromBackend(buffered.Span);
        await output.WriteAsync(buffered).ConfigureAwait(false);
        _upstream.Consume(buffered.Length);
    }
}
