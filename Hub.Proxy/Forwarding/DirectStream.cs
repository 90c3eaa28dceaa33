using Hub.Proxy.Routes;
using Hub.Proxy.Sockets;
using Hub.Proxy.Upstream;

namespace Hub.Proxy.Forwarding;

/// <summary>
/// A stream between two watched sockets, most often on the same loop. What comes is sent on from memory that the thread keeps for all its
/// streams, so one that is idle holds none.
/// </summary>
internal sealed class DirectStream(Exchange exchange, UpstreamConnection upstream, TakenClient client, RouteActivity activity)
    : UpgradedStream(exchange, upstream, activity)
{
    private const int AtOnce = 64 * 1024;

    [ThreadStatic]
    private static byte[]? _scratch;

    private readonly UpstreamConnection _upstream = upstream;
    private readonly WatchedSocket _backend = upstream.Watched!;

    private static byte[] Scratch => _scratch ??= GC.AllocateUninitializedArray<byte>(AtOnce);

    protected override void StopListening() => client.Socket.Expect();

    protected override void HurryClient() => _ = CutLaterAsync();

    protected override async Task SayGoodByeAsync()
    {
        if (IsBetweenFrames) await client.Socket.SendAsync(FrameCursor.GoingAway).ConfigureAwait(false);
    }

    protected override async Task ToBackendAsync()
    {
        if (client.Unread.Length > 0)
        {
            NoteFromClient(client.Unread.Length);
            await _backend.SendAsync(client.Unread).ConfigureAwait(false);
        }

        Turn turn = default;
        while (true)
        {
            // Asked after the last read and before the wait: a read takes back what it was woken with.
            if (IsEnding) return;
            await client.Socket.ReadableAsync().ConfigureAwait(false);
            if (!client.Socket.TryReceive(Scratch, out var count)) continue;
            if (count == 0) return;
            NoteFromClient(count);
            await _backend.SendCopyAsync(Scratch.AsSpan(0, count)).ConfigureAwait(false);
            if (turn.IsOver(count)) await Task.Yield();
        }
    }

    protected override async Task ToClientAsync()
    {
        if (!_upstream.Buffered.IsEmpty)
        {
            NoteFromBackend(_upstream.Buffered.Span);
            await client.Socket.SendAsync(_upstream.Buffered).ConfigureAwait(false);
        }

        _upstream.ReleaseBuffer();
        Turn turn = default;
        while (!IsGoingAway)
        {
            await _backend.ReadableAsync().ConfigureAwait(false);
            if (!_backend.TryReceive(Scratch, out var count)) continue;
            if (count == 0) return;
            NoteFromBackend(Scratch.AsSpan(0, count));
            await client.Socket.SendCopyAsync(Scratch.AsSpan(0, count)).ConfigureAwait(false);
            if (turn.IsOver(count)) await Task.Yield();
        }
    }

    private async Task CutLaterAsync()
    {
        await Task.Delay(Patience).ConfigureAwait(false);
        client.Socket.Dispose();
    }
}
