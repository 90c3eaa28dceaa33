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

    /// <summary>The same for what has a status alone.</summary>
    private static readonly Dictionary<string, string[]> StatusSeries = new()
    {
        ["proxy_add_duration_seconds"] = ["success", "failure"],
        ["proxy_delete_duration_seconds"] = ["success", "failure"],
        ["server_poll_duration_seconds"] = ["running", "stopped"],
        ["server_stop_seconds"] = ["success", "failure"],
    };

    /// <summary>What has no series before something was measured, because its labels are not known.</summary>
    private static readonly string[] LabelledLater = ["request_duration_seconds", "login_duration_seconds"];

    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<Instrument, long> counters = new();
    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<string, MetricSeries>> families = new();

    public MetricsBook(HubMetrics metrics)
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (!ReferenceEquals(instrument.Meter, metrics.Meter))
                return;
            self.EnableMeasurementEvents(instrument);
            if (instrument is Counter<long>)
                counters[instrument] = 0;
            else
                families.GetOrAdd(instrument, Family);
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Series(instrument, Labels(tags)).Add(value));
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => counters.AddOrUpdate(instrument, value, (_, sum) => sum + value));
        listener.Start();
    }

    internal IEnumerable<(Instrument<double> Instrument, IReadOnlyList<double> Bounds, IEnumerable<KeyValuePair<string, MetricSeries>> Series)> Families =>
        families.OrderBy(family => family.Key.Name, StringComparer.Ordinal).Select(family => (
            (Instrument<double>)family.Key, BoundsOf(family.Key), family.Value.OrderBy(series => series.Key, StringComparer.Ordinal).AsEnumerable()));

    internal IEnumerable<(Instrument Instrument, long Value)> Counters =>
        counters.OrderBy(counter => counter.Key.Name, StringComparer.Ordinal).Select(counter => (counter.Key, counter.Value));

    public void Dispose() => listener.Dispose();

    private MetricSeries Series(Instrument instrument, string labels) => families
        .GetOrAdd(instrument, Family)
        .GetOrAdd(labels, static (_, bounds) => new MetricSeries(bounds), BoundsOf(instrument));

    private static ConcurrentDictionary<string, MetricSeries> Family(Instrument instrument)
    {
        var family = new ConcurrentDictionary<string, MetricSeries>(StringComparer.Ordinal);
        foreach (var labels in FirstLabels(instrument.Name))
            family[labels] = new MetricSeries(BoundsOf(instrument));
        return family;
    }

    private static IEnumerable<string> FirstLabels(string name)
    {
        if (name == "server_spawn_duration_seconds")
            return SpawnSeries.Select(series => Labels([new("status", series.Status), new("reason", series.Reason)]));
        if (StatusSeries.TryGetValue(name, out var statuses))
            return statuses.Select(status => Labels([new("status", status)]));
        return LabelledLater.Contains(name) ? [] : [""];
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
