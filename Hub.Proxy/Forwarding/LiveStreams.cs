using System.Collections.Concurrent;
using Hub.Proxy.Routes;

namespace Hub.Proxy.Forwarding;

/// <summary>All upgraded connections of the process, for counting and for saying good-bye.</summary>
internal sealed class LiveStreams
{
    private readonly ConcurrentDictionary<IRouteStream, byte> _streams = new();

    public int Count => _streams.Count;

    public void Add(IRouteStream stream) => _streams.TryAdd(stream, 0);

    public void Remove(IRouteStream stream) => _streams.TryRemove(stream, out _);

    public void GoAway()
    {
        foreach (var (stream, _) in _streams) stream.GoAway();
    }
}
