using System.Collections.Concurrent;
using Hub.Proxy.Forwarding;

namespace Hub.Proxy.Metrics;

/// <summary>How much passes through, how long it takes, and where it fails.</summary>
internal sealed class TrafficMeter
{
    // Route names come from outside; a metric with a label for each would grow without end.
    private const int MostPrefixes = 50;

    private readonly ConcurrentDictionary<string, long> _errors = new(StringComparer.Ordinal);
    private long _bytesIn;
    private long _bytesOut;
    private int _active;

    public Histogram LookUps { get; } = new();

    public Histogram ActivityUpdates { get; } = new();

    public Histogram Durations { get; } = new();

    public long BytesIn => Volatile.Read(ref _bytesIn);

    public long BytesOut => Volatile.Read(ref _bytesOut);

    public int Active => Volatile.Read(ref _active);

    public IEnumerable<KeyValuePair<string, long>> ErrorsByPrefix => _errors.OrderBy(p => p.Key, StringComparer.Ordinal);

    public void Began() => Interlocked.Increment(ref _active);

    public void Ended(Exchange exchange, TimeSpan took)
    {
        Interlocked.Decrement(ref _active);
        if (exchange.BytesIn > 0) Interlocked.Add(ref _bytesIn, exchange.BytesIn);
        if (exchange.BytesOut > 0) Interlocked.Add(ref _bytesOut, exchange.BytesOut);
        if (!exchange.Upgraded) Durations.Add(took);
        if (exchange.StatusCode >= 500) NoteError(exchange);
    }

    private void NoteError(Exchange exchange)
    {
        var prefix = exchange.Route is { } route ? "/" + string.Concat(route.Path.AsSpan(1).ToString().TakeWhile(c => c != '/')) : "(none)";
        if (_errors.Count >= MostPrefixes && !_errors.ContainsKey(prefix)) prefix = "other";
        _errors.AddOrUpdate(prefix, 1, static (_, n) => n + 1);
    }
}
