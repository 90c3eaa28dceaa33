using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Hub.Domain.Metrics;

namespace Hub.Api.Metrics;

/// <summary>Gathers what the instruments of one hub record, for whoever scrapes it.</summary>
public sealed class MetricsBook : IDisposable
{
    /// <summary>Series JupyterHub shows from the start, so that a rate over them begins at zero.</summary>
    private static readonly (string Status, string Reason)[] SpawnSeries =
    [
        ("success", ""), ("failure", ""), ("error", ""), ("failure", "throttled"), ("failure", "too-many-users"), ("failure", "already-pending"),
    ];

    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<string, MetricSeries>> families = new();

    public MetricsBook(HubMetrics metrics)
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter, metrics.Meter))
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Series(instrument, Labels(tags)).Add(value));
        listener.Start();
    }

    internal IEnumerable<(Instrument<double> Instrument, IReadOnlyList<double> Bounds, IEnumerable<KeyValuePair<string, MetricSeries>> Series)> Families =>
        families.OrderBy(family => family.Key.Name, StringComparer.Ordinal).Select(family => (
            (Instrument<double>)family.Key, BoundsOf(family.Key), family.Value.OrderBy(series => series.Key, StringComparer.Ordinal).AsEnumerable()));

    public void Dispose() => listener.Dispose();

    private MetricSeries Series(Instrument instrument, string labels) => families
        .GetOrAdd(instrument, Family)
        .GetOrAdd(labels, static (_, bounds) => new MetricSeries(bounds), BoundsOf(instrument));

    private static ConcurrentDictionary<string, MetricSeries> Family(Instrument instrument)
    {
        var family = new ConcurrentDictionary<string, MetricSeries>(StringComparer.Ordinal);
        if (instrument.Name != "server_spawn_duration_seconds")
            return family;
        foreach (var (status, reason) in SpawnSeries)
            family[Labels([new("status", status), new("reason", reason)])] = new MetricSeries(BoundsOf(instrument));
        return family;
    }

    private static IReadOnlyList<double> BoundsOf(Instrument instrument) =>
        ((Instrument<double>)instrument).Advice?.HistogramBucketBoundaries ?? [];

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var parts = new string[tags.Length];
        for (var i = 0; i < tags.Length; i++)
            parts[i] = $"{tags[i].Key}=\"{MetricsText.Escaped(tags[i].Value)}\"";
        return string.Join(',', parts);
    }
}
