using System.Collections.Concurrent;
using Hub.Proxy.Routes;

namespace Hub.Proxy.Forwarding;

/// <summary>All upgraded connections of the process, for counting and for saying good-bye.</summary>
internal sealed class LiveStreams
{
    private readonly ConcurrentDictionary<IRouteStream, byte> _streams = new();

    private bool _over;

    public int Count => _streams.Count;

    public void Add(IRouteStream stream)
    {
        _streams.TryAdd(stream, 0);
        // Its handshake was under way when all others were told.
        if (Volatile.Read(ref _over)) stream.GoAway();
    }

    public void Remove(IRouteStream stream) => _streams.TryRemove(stream, out _);

    /// <summary>Ends all that run, and all that would still begin.</summary>
    public void GoAway()
    {
        Volatile.Write(ref _over, true);
        foreach (var (stream, _) in _streams) stream.GoAway();
    }
}
