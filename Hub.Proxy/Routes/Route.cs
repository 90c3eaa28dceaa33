using System.Collections.Concurrent;
using Hub.Proxy.Balancing;
using Hub.Proxy.Upstream;

namespace Hub.Proxy.Routes;

/// <summary>One entry of the table: where requests below a path go, what was posted with it, and when it was last used.</summary>
/// <param name="path">Decoded, with a leading and without a trailing slash.</param>
/// <param name="target">As posted; it may be nonsense.</param>
/// <param name="members">All that was posted, target included, as JSON text without braces.</param>
internal sealed class Route(string path, string target, ReadOnlyMemory<byte> members, DateTimeOffset lastActivity)
{
    // Most routes never have one, and there are many routes.
    private ConcurrentDictionary<IRouteStream, byte>? _streams;
    private bool _over;
    private long _lastActivity = lastActivity.ToUnixTimeMilliseconds();

    public string Path { get; } = path;

    public string Target { get; } = target;

    public ReadOnlyMemory<byte> Members { get; } = members;

    /// <summary>How many path segments the route has.</summary>
    public int Depth { get; } = CountSegments(path);

    /// <summary>Where the target points to, or null if it cannot be used.</summary>
    public TargetAddress? Address { get; } = TargetAddress.TryParse(target);

    /// <summary>The connections to the target; set when the route enters the table.</summary>
    public UpstreamPool? Pool { get; set; }

    /// <summary>The targets that share the work, the first of them included; null if there is just the one.</summary>
    public IReadOnlyList<TargetAddress>? Addresses { get; init; }

    /// <summary>What each of several targets is asked for to learn how it is.</summary>
    public string? HealthPath { get; init; }

    /// <summary>The several targets in use; set when the route enters the table, in place of the pool.</summary>
    public RouteTargets? Targets { get; set; }

    /// <summary>There is somewhere to send requests to.</summary>
    public bool IsUsable => Pool is not null || Targets is not null;

    public DateTimeOffset LastActivity => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _lastActivity));

    /// <summary>The upgraded connections that were opened through this route and still run.</summary>
    public ICollection<IRouteStream> Streams => Volatile.Read(ref _streams)?.Keys ?? [];

    public void Touch(DateTimeOffset now) => Volatile.Write(ref _lastActivity, now.ToUnixTimeMilliseconds());

    /// <summary>The route went, and so did the time its streams had left.</summary>
    public bool IsOver
    {
        get => Volatile.Read(ref _over);
        set => Volatile.Write(ref _over, value);
    }

    /// <summary>Requests may go to this target.</summary>
    public bool LeadsTo(TargetAddress address) => Addresses?.Contains(address) ?? address == Address;

    public void Enter(IRouteStream stream)
    {
        var streams = Volatile.Read(ref _streams) ?? Interlocked.CompareExchange(ref _streams, new(concurrencyLevel: 1, capacity: 4), null) ?? _streams;
        streams.TryAdd(stream, 0);
        // Opened while the route went: nobody would come back for it.
        if (IsOver) stream.GoAway();
    }

    public void Leave(IRouteStream stream) => Volatile.Read(ref _streams)?.TryRemove(stream, out _);

    private static int CountSegments(string path)
    {
        var count = 0;
        foreach (var _ in new Segments(path)) count++;
        return count;
    }
}
