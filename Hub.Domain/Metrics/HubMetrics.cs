using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Hub.Domain.Metrics;

/// <summary>What the hub measures of its own work, under the names and labels JupyterHub gives it.</summary>
public sealed class HubMetrics : IDisposable
{
    private static readonly double[] SpawnBuckets = [0.5, 1, 2.5, 5, 10, 15, 30, 60, 120, 180, 300, 600];
    private static readonly double[] UsualBuckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    // A timer of 50 ms is never early; how late it is tells how busy the process is.
    private static readonly double[] IntervalBuckets =
        [0.05, 0.055, 0.06, 0.065, 0.07, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly Histogram<double> requests;
    private readonly Histogram<double> spawns;
    private readonly Histogram<double> stops;
    private readonly Histogram<double> polls;
    private readonly Histogram<double> routeChecks;
    private readonly Histogram<double> routesAdded;
    private readonly Histogram<double> routesRemoved;
    private readonly Histogram<double> starts;
    private readonly Histogram<double> logins;
    private readonly Histogram<double> logouts;
    private readonly Histogram<double> proxyPolls;
    private readonly Histogram<double> firstLooks;
    private readonly Histogram<double> intervals;
    private readonly Counter<long> policyReports;

    public HubMetrics()
    {
        requests = Seconds("request_duration_seconds", "Request duration for all HTTP requests");
        spawns = Seconds("server_spawn_duration_seconds", "Time taken for the server spawning operation", SpawnBuckets);
        stops = Seconds("server_stop_seconds", "Time taken for the server stopping operation");
        polls = Seconds("server_poll_duration_seconds", "Time taken to poll if a server is running");
        routeChecks = Seconds("check_routes_duration_seconds", "Time taken to validate all routes in the proxy");
        routesAdded = Seconds("proxy_add_duration_seconds", "Duration for adding routes to the proxy");
        routesRemoved = Seconds("proxy_delete_duration_seconds", "Duration for deleting routes from the proxy");
        starts = Seconds("hub_startup_duration_seconds", "Time taken for the hub to start");
        logins = Seconds("login_duration_seconds", "Login duration");
        logouts = Seconds("logout_duration_seconds", "Duration of all logout requests");
        proxyPolls = Seconds("proxy_poll_duration_seconds", "Duration for polling all routes from the proxy");
        firstLooks = Seconds("init_spawners_duration_seconds", "Time taken for the first look at servers that ran before the hub");
        intervals = Seconds("event_loop_interval_seconds", "Distribution of measured intervals of a timer of 50 ms", IntervalBuckets);
        policyReports = Meter.CreateCounter<long>("csp_reports_total", null, "Reports of content security policy violations");
    }

    /// <summary>All instruments belong to it; whoever listens tells two hubs in one process apart by it.</summary>
    public Meter Meter { get; } = new("jupyterhub");

    /// <param name="handler">What answered, from a bounded set of names.</param>
    public void RequestAnswered(string method, string handler, int code, TimeSpan took) => requests.Record(
        took.TotalSeconds, new TagList { { "method", method }, { "handler", handler }, { "code", code } });

    public void SpawnEnded(SpawnStatus status, string reason, TimeSpan took) => spawns.Record(
        took.TotalSeconds, new TagList { { "status", Word(status) }, { "reason", reason } });

    public void StopEnded(bool success, TimeSpan took) => Record(stops, took, success ? "success" : "failure");

    /// <param name="status"><c>running</c>, <c>stopped</c> or <c>error</c>.</param>
    public void Polled(string status, TimeSpan took) => Record(polls, took, status);

    public void RoutesChecked(TimeSpan took) => routeChecks.Record(took.TotalSeconds);

    public void RouteAdded(bool success, TimeSpan took) => Record(routesAdded, took, success ? "success" : "failure");

    public void RouteRemoved(bool success, TimeSpan took) => Record(routesRemoved, took, success ? "success" : "failure");

    public void Started(TimeSpan took) => starts.Record(took.TotalSeconds);

    public void LoggedIn(bool success, TimeSpan took) => Record(logins, took, success ? "success" : "failure");

    public void LoggedOut(TimeSpan took) => logouts.Record(took.TotalSeconds);

    public void ProxyPolled(TimeSpan took) => proxyPolls.Record(took.TotalSeconds);

    public void FirstLookTaken(TimeSpan took) => firstLooks.Record(took.TotalSeconds);

    /// <param name="interval">Between two ticks of a timer of 50 ms.</param>
    public void Ticked(TimeSpan interval) => intervals.Record(interval.TotalSeconds);

    public void PolicyReported() => policyReports.Add(1);

    public void Dispose() => Meter.Dispose();

    internal static string Word(SpawnStatus status) => status switch
    {
        SpawnStatus.Success => "success",
        SpawnStatus.Failure => "failure",
        _ => "error",
    };

    private static void Record(Histogram<double> histogram, TimeSpan took, string status) =>
        histogram.Record(took.TotalSeconds, new KeyValuePair<string, object?>("status", status));

    private Histogram<double> Seconds(string name, string description, double[]? buckets = null) => Meter.CreateHistogram(
        name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets ?? UsualBuckets });
}

/// <summary>How a start ended.</summary>
public enum SpawnStatus
{
    Success,

    /// <summary>The server did not come up, or the start was refused.</summary>
    Failure,

    /// <summary>The hub itself or its spawner broke.</summary>
    Error,
}
