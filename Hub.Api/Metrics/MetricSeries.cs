namespace Hub.Api.Metrics;

/// <summary>One histogram with one set of labels: how many values, their sum, and how many up to each bound.</summary>
internal sealed class MetricSeries(IReadOnlyList<double> bounds)
{
    private readonly Lock gate = new();
    private readonly long[] counts = new long[bounds.Count + 1];
    private double sum;

    public void Add(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Count && value > bounds[bucket])
            bucket++;
        lock (gate)
        {
            counts[bucket]++;
            sum += value;
        }
    }

    /// <summary>The values of one moment: counts up to and including each bound, the last one for all.</summary>
    public (long[] UpTo, double Sum) Read()
    {
        lock (gate)
        {
            var upTo = new long[counts.Length];
            var total = 0L;
            for (var i = 0; i < counts.Length; i++)
                upTo[i] = total += counts[i];
            return (upTo, sum);
        }
    }
}
