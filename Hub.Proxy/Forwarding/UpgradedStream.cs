using System.IO.Pipelines;
using Hub.Proxy.Routes;
using Hub.Proxy.Upstream;

namespace Hub.Proxy.Forwarding;

/// <summary>
/// One WebSocket through the proxy. Bytes pass as they are; frames are only followed, so that a close frame can be put
/// between two of them when the proxy or the route goes.
/// </summary>
internal sealed class UpgradedStream(Exchange exchange, UpstreamConnection upstream, PipeReader input, PipeWriter output, RouteActivity activity)
    : IRouteStream
{
    private const int SmallRead = 512;
    private const int LargeRead = 32 * 1024;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private FrameCursor _frames;
    private Route? _route;
    private int _goingAway;
    private bool _ending;

    public TargetAddress Target { get; } = exchange.Target!;

    public async Task RunAsync()
    {
        var down = ToClientAsync();
        var up = ToBackendAsync();
        await Task.WhenAny(down, up).ConfigureAwait(false);
        // Either side closing closes the other: what was on its way has been flushed by the loop that ended.
        End();
        await Task.WhenAll(down, up).ConfigureAwait(false);
        if (IsGoingAway) await SayGoodByeAsync().ConfigureAwait(false);
    }

    public void MoveTo(Route route)
    {
        Leave();
        _route = route;
        route.Enter(this);
    }

    public void Leave() => _route?.Leave(this);

    public void GoAway()
    {
        if (Interlocked.Exchange(ref _goingAway, 1) != 0) return;
        End();
        // A client that reads nothing holds the writing for ever.
        output.CancelPendingFlush();
    }

    private bool IsGoingAway => Volatile.Read(ref _goingAway) != 0;

    /// <summary>Both loops have ended, so nothing else is being written.</summary>
    private async Task SayGoodByeAsync()
    {
        using var limit = new CancellationTokenSource(_patience);
        try
        {
            if (_frames.IsBetweenFrames) await output.WriteAsync(FrameCursor.GoingAway, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (UpstreamDialogue.IsTrouble(e) || e is InvalidOperationException)
        {
            // The client went first, or does not listen: there is nobody to tell.
            exchange.Abort();
        }
    }

    private void End()
    {
        Volatile.Write(ref _ending, true);
        upstream.Dispose();
        input.CancelPendingRead();
    }

    private async Task ToBackendAsync()
    {
        try
        {
            while (true)
            {
                var read = await input.ReadAsync().ConfigureAwait(false);
                if (!read.Buffer.IsEmpty)
                {
                    if (_route is { } route) activity.Note(route);
                    exchange.BytesIn += read.Buffer.Length;
                    foreach (var segment in read.Buffer) await upstream.SendAsync(segment).ConfigureAwait(false);
                }

                input.AdvanceTo(read.Buffer.End);
                // The server too cancels reads, when it is asked to stop; only the stream itself knows when it is over.
                if (read.IsCompleted || (read.IsCanceled && Volatile.Read(ref _ending))) return;
            }
        }
        catch (Exception e) when (UpstreamDialogue.IsTrouble(e) || e is InvalidOperationException)
        {
            // One side's socket broke, which ends the stream like a close does.
        }
    }

    private async Task ToClientAsync()
    {
        try
        {
            await SendBufferedAsync().ConfigureAwait(false);
            upstream.ReleaseBuffer();
            // An idle stream holds this much and no more; most messages fit, and need no other memory.
            var small = new byte[SmallRead];
            while (true)
            {
                var count = await upstream.ReceiveAsync(small).ConfigureAwait(false);
                if (count == 0 || !await RelayAsync(small.AsMemory(0, count)).ConfigureAwait(false)) return;
                if (count == small.Length && !await RelayBulkAsync().ConfigureAwait(false)) return;
            }
        }
        catch (Exception e) when (UpstreamDialogue.IsTrouble(e) || e is InvalidOperationException)
        {
            // As above.
        }
    }

    /// <summary>False when the stream is over.</summary>
    private async ValueTask<bool> RelayAsync(ReadOnlyMemory<byte> data)
    {
        _frames.Follow(data.Span);
        exchange.NoteOut(data.Length);
        return !(await output.WriteAsync(data).ConfigureAwait(false)).IsCompleted && !IsGoingAway;
    }

    /// <summary>Larger pieces go straight into the client's buffers, as long as there are such. False when the stream is over.</summary>
    private async ValueTask<bool> RelayBulkAsync()
    {
        while (true)
        {
            // Waits first: memory is asked for when there is something to put into it.
            await upstream.WaitForDataAsync().ConfigureAwait(false);
            var room = output.GetMemory(LargeRead);
            var count = await upstream.ReceiveAsync(room).ConfigureAwait(false);
            if (count == 0) return false;
            _frames.Follow(room.Span[..count]);
            output.Advance(count);
            exchange.NoteOut(count);
            if ((await output.FlushAsync().ConfigureAwait(false)).IsCompleted || IsGoingAway) return false;
            if (count < SmallRead) return true;
        }
    }

    private async Task SendBufferedAsync()
    {
        var buffered = upstream.Buffered;
        if (buffered.IsEmpty) return;
        _frames.Follow(buffered.Span);
        await output.WriteAsync(buffered).ConfigureAwait(false);
        upstream.Consume(buffered.Length);
    }
}
