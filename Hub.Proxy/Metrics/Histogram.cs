namespace Hub.Proxy.Metrics;

/// <summary>Durations in buckets that grow by an eighth of a power of two: enough to tell quantiles to about five per cent.</summary>
internal sealed class Histogram
{
    private const int PerOctave = 8;

    // From 100 ns up, for forty octaves: far longer than anything lasts.
    private readonly long[] _buckets = new long[40 * PerOctave];
    private long _count;
    private long _ticks;

    public long Count => Volatile.Read(ref _count);

    public double Sum => TimeSpan.FromTicks(Volatile.Read(ref _ticks)).TotalSeconds;

    public void Add(TimeSpan duration)
    {
        var ticks = Math.Max(1, duration.Ticks);
        var bucket = (int)(Math.Log2(ticks) * PerOctave);
        Interlocked.Increment(ref _buckets[Math.Min(bucket, _buckets.Length - 1)]);
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _ticks, ticks);
    }

    /// <summary>How many were at most this long, by the buckets that end there.</summary>
    public long CountUpTo(double seconds)
    {
        long sum = 0;
        for (var i = 0; i < _buckets.Length && UpperBound(i) <= seconds * 1.05; i++) sum += Volatile.Read(ref _buckets[i]);
        return sum;
    }

    /// <summary>The duration that a share of all does not exceed; 0 if there are none.</summary>
    public double Quantile(double share)
    {
        var rank = (long)Math.Ceiling(Count * share);
        if (rank == 0) return 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            rank -= Volatile.Read(ref _buckets[i]);
            if (rank <= 0) return UpperBound(i);
        }

        return UpperBound(_buckets.Length - 1);
    }

    private static double UpperBound(int bucket) => Math.Pow(2, (bucket + 1.0) / PerOctave) / TimeSpan.TicksPerSecond;
}
