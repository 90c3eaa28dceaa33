using Hub.Proxy.Routes;
using Hub.Proxy.Upstream;

namespace Hub.Proxy.Forwarding;

/// <summary>
/// One WebSocket through the proxy. Bytes pass as they are; frames are only followed, so that a close frame can be put
/// between two of them when the proxy or the route goes.
/// </summary>
internal abstract class UpgradedStream(Exchange exchange, UpstreamConnection upstream, RouteActivity activity) : IRouteStream
{
    /// <summary>How long a client is given to take what is left for it when the stream goes.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private FrameCursor _frames;
    private Route? _route;
    private int _goingAway;
    private volatile bool _ending;

    public TargetAddress Target { get; } = exchange.Target!;

    protected bool IsGoingAway => Volatile.Read(ref _goingAway) != 0;

    protected bool IsEnding => _ending;

    protected bool IsBetweenFrames => _frames.IsBetweenFrames;

    public async Task RunAsync()
    {
        var down = UntilTroubleAsync(ToClientAsync);
        var up = UntilTroubleAsync(ToBackendAsync);
        await Task.WhenAny(down, up).ConfigureAwait(false);
        // Either side closing closes the other: what was on its way has been flushed by the loop that ended.
        End();
        await Task.WhenAll(down, up).ConfigureAwait(false);
        if (!IsGoingAway) return;
        try
        {
            await SayGoodByeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (UpstreamDialogue.IsTrouble(e) || e is InvalidOperationException)
        {
            // The client went first, or does not listen: there is nobody to tell.
            exchange.Abort();
        }
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
        HurryClient();
        End();
    }

    /// <summary>Passes on what the client sends until one side ends.</summary>
    protected abstract Task ToBackendAsync();

    /// <summary>Passes on what the backend sends until one side ends, or the stream goes away.</summary>
    protected abstract Task ToClientAsync();

    /// <summary>The client is listened to no more: whoever waits for it looks whether the stream is ending.</summary>
    protected abstract void StopListening();

    /// <summary>A client that reads nothing holds the writing for ever.</summary>
    protected abstract void HurryClient();

    /// <summary>Tells the client that the stream goes. Both loops have ended, so nothing else is being written.</summary>
    protected abstract Task SayGoodByeAsync();

    protected void NoteFromClient(long count)
    {
        if (_route is { } route) activity.Note(route);
        exchange.BytesIn += count;
    }

    protected void NoteFromBackend(ReadOnlySpan<byte> data)
    {
        _frames.Follow(data);
        exchange.NoteOut(data.Length);
    }

    private void End()
    {
        _ending = true;
        upstream.Dispose();
        StopListening();
    }

    private static async Task UntilTroubleAsync(Func<Task> relay)
    {
        try
        {
            await relay().ConfigureAwait(false);
        }
        catch (Exception e) when (UpstreamDialogue.IsTrouble(e) || e is InvalidOperationException)
        {
            // One side's socket broke, which ends the stream like a close does.
        }
    }
}
