using System.Globalization;
using System.Text;
using Hub.Proxy.Balancing;

namespace Hub.Proxy.Metrics;

/// <summary>All metrics in Prometheus' text format: configurable-http-proxy's names first, then the proxy's own.</summary>
internal sealed class MetricsText(ProxyCounters counters, TrafficMeter traffic, TargetWatch targets, Func<ProxyGauges> gauges)
{
    private static readonly double[] _quantiles = [0.01, 0.05, 0.5, 0.9, 0.95, 0.99, 0.999];
    private static readonly double[] _buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    public byte[] Render()
    {
        var text = new StringBuilder(8 * 1024);
        Counter(text, "api_route_get", "Count of API route get requests", counters.RouteGets);
        Counter(text, "api_route_add", "Count of API route add requests", counters.RouteAdds);
        Counter(text, "api_route_delete", "Count of API route delete requests", counters.RouteDeletes);
        Summary(text, "find_target_for_req", "Summary of find target requests", traffic.LookUps);
        Summary(text, "last_activity_updating", "Summary of last activity updating requests", traffic.ActivityUpdates);
        Counter(text, "requests_ws", "Count of websocket requests", counters.Upgrades);
        Counter(text, "requests_web", "Count of web requests", counters.WebRequests);
        ByStatus(text, "requests_proxy", "Count of proxy requests", counters.ProxyByStatus);
        ByStatus(text, "requests_api", "Count of API requests", counters.ApiByStatus);
        Own(text);
        ProcessMetrics.Append(text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private void Own(StringBuilder text)
    {
        var now = gauges();
        Gauge(text, "hubproxy_routes", "Routes in the table", now.Routes);
        Gauge(text, "hubproxy_connections_open", "Connections of clients to the public side", now.Connections);
        Gauge(text, "hubproxy_websockets_open", "WebSockets running", now.Streams);
        Gauge(text, "hubproxy_requests_active", "Requests under way, WebSockets included", traffic.Active);
        Gauge(text, "hubproxy_upstream_connections_open", "Connections to targets", now.UpstreamOpen);
        Gauge(text, "hubproxy_upstream_connections_idle", "Connections to targets that wait for a request", now.UpstreamIdle);
        var (watched, ejected) = targets.Count();
        Gauge(text, "hubproxy_balanced_targets", "Targets of routes that have several", watched);
        Gauge(text, "hubproxy_balanced_targets_ejected", "Targets of such routes that get no requests now", ejected);
        Counter(text, "hubproxy_target_ejections_total", "How often a target was taken out", targets.Counters.Ejections);
        Counter(text, "hubproxy_target_retries_total", "Requests that went on to another target", targets.Counters.Retries);
        Counter(text, "hubproxy_received_bytes_total", "Bytes of bodies and WebSockets from clients", traffic.BytesIn);
        Counter(text, "hubproxy_sent_bytes_total", "Bytes of bodies and WebSockets to clients", traffic.BytesOut);
        Head(text, "hubproxy_request_duration_seconds", "histogram", "Time from a request's head to the end of its response, WebSockets excluded");
        foreach (var limit in _buckets)
            Sample(text, $"hubproxy_request_duration_seconds_bucket{{le=\"{Number(limit)}\"}}", traffic.Durations.CountUpTo(limit));
        Sample(text, "hubproxy_request_duration_seconds_bucket{le=\"+Inf\"}", traffic.Durations.Count);
        Sample(text, "hubproxy_request_duration_seconds_sum", traffic.Durations.Sum);
        Sample(text, "hubproxy_request_duration_seconds_count", traffic.Durations.Count);
        Head(text, "hubproxy_errors_total", "counter", "Answers of 500 and above by the first segment of the route; rare segments share 'other'");
        foreach (var (prefix, count) in traffic.ErrorsByPrefix)
            Sample(text, $"hubproxy_errors_total{{prefix=\"{Escape(prefix)}\"}}", count);
    }

    internal static void Counter(StringBuilder text, string name, string help, double value)
    {
        Head(text, name, "counter", help);
        Sample(text, name, value);
    }

    internal static void Gauge(StringBuilder text, string name, string help, double value)
    {
        Head(text, name, "gauge", help);
        Sample(text, name, value);
    }

    private static void Summary(StringBuilder text, string name, string help, Histogram histogram)
    {
        Head(text, name, "summary", help);
        foreach (var quantile in _quantiles) Sample(text, $"{name}{{quantile=\"{Number(quantile)}\"}}", histogram.Quantile(quantile));
        Sample(text, name + "_sum", histogram.Sum);
        Sample(text, name + "_count", histogram.Count);
    }

    private static void ByStatus(StringBuilder text, string name, string help, IEnumerable<KeyValuePair<int, long>> counts)
    {
        Head(text, name, "counter", help);
        foreach (var (status, count) in counts) Sample(text, $"{name}{{status=\"{status}\"}}", count);
    }

    internal static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

    internal static void Sample(StringBuilder text, string name, double value) => text.Append($"{name} {Number(value)}\n");

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escape(string value) => value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
}
