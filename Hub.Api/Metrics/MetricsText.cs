using System.Globalization;
using System.Text;
using Hub.Domain.Metrics;

namespace Hub.Api.Metrics;

/// <summary>Writes metrics in Prometheus's text format, version 0.0.4.</summary>
public static class MetricsText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Of(MetricsBook book, Usage usage, string prefix)
    {
        var text = new StringBuilder();
        foreach (var (instrument, bounds, series) in book.Families)
        {
            Head(text, $"{prefix}{instrument.Name}", instrument.Description ?? "", "histogram");
            foreach (var (labels, values) in series)
                Histogram(text, $"{prefix}{instrument.Name}", labels, bounds, values);
        }

        foreach (var (instrument, value) in book.Counters)
        {
            Head(text, $"{prefix}{instrument.Name}", instrument.Description ?? "", "counter");
            text.Append(CultureInfo.InvariantCulture, $"{prefix}{instrument.Name} {value}\n");
        }

        Gauge(text, $"{prefix}running_servers", "The number of user servers currently running", ("", usage.RunningServers));
        Gauge(text, $"{prefix}failed_starts_in_a_row", "The number of starts that have failed since the last one that went well", ("", usage.FailedStarts ?? 0));
        Gauge(text, $"{prefix}starts_refused", "Whether starts are refused because too many have failed in a row", ("", usage.StartsRefused));
        Gauge(text, $"{prefix}total_users", "Total number of users", ("", usage.TotalUsers));
        Gauge(
            text, $"{prefix}active_users", "Number of users who were active in the given time period",
            ("period=\"24h\"", usage.ActiveDay), ("period=\"7d\"", usage.ActiveWeek), ("period=\"30d\"", usage.ActiveMonth));
        ProcessMetrics.Write(text);
        return text.ToString();
    }

    internal static void Single(StringBuilder text, string name, string help, string type, double value)
    {
        Head(text, name, help, type);
        text.Append(CultureInfo.InvariantCulture, $"{name} {value:R}\n");
    }

    internal static string Escaped(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture)!
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    private static void Head(StringBuilder text, string name, string help, string type) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static void Gauge(StringBuilder text, string name, string help, params (string Labels, long Value)[] values)
    {
        Head(text, name, help, "gauge");
        foreach (var (labels, value) in values)
            text.Append(CultureInfo.InvariantCulture, $"{name}{Braces(labels)} {value}\n");
    }

    private static void Histogram(StringBuilder text, string name, string labels, IReadOnlyList<double> bounds, MetricSeries series)
    {
        var (upTo, sum) = series.Read();
        var comma = labels.Length > 0 ? "," : "";
        for (var i = 0; i < bounds.Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels}{comma}le=\"{bounds[i]:0.0###}\"}} {upTo[i]}\n");
        text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels}{comma}le=\"+Inf\"}} {upTo[^1]}\n");
        text.Append(CultureInfo.InvariantCulture, $"{name}_count{Braces(labels)} {upTo[^1]}\n{name}_sum{Braces(labels)} {sum:R}\n");
    }

    private static string Braces(string labels) => labels.Length == 0 ? "" : $"{{{labels}}}";
}
