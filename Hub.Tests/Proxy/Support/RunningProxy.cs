using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Proxy;
using Hub.Proxy.Logging;
using Hub.Tests.Support.Secrets;

namespace Hub.Tests.Proxy.Support;

/// <summary>A proxy in this process, on free ports of the loopback, with a client for its API.</summary>
internal sealed class RunningProxy : IAsyncDisposable
{
    private RunningProxy(ProxyHost host, LinesSink log)
    {
        Host = host;
        Log = log;
        Api = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{host.ApiEndPoint?.Port ?? 1}") };
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("token", Token);
        Public = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{host.PublicEndPoint?.Port ?? 1}"),
        };
    }

    public const string Token = "secret";

    // Floods of requests leave more than there is any use in keeping.
    private const int MostLines = 20_000;

    public ProxyHost Host { get; }

    public HttpClient Api { get; }

    public HttpClient Public { get; }

    public LinesSink Log { get; }

    public static async Task<RunningProxy> StartAsync(Action<ProxyOptions>? change = null)
    {
        var soon = TimeSpan.FromMilliseconds(100);
        var options = new ProxyOptions
        {
            Ip = "127.0.0.1",
            Port = 0,
            ApiIp = "127.0.0.1",
            ApiPort = 0,
            AuthToken = Token,
            CertificateInterval = soon,
            CheckInterval = soon,
        };
        change?.Invoke(options);
        var sink = new LinesSink();
        var log = new ProxyLog(sink, LogSeverity.Debug, TimeProvider.System);
        return new RunningProxy(await ProxyHost.StartAsync(options, log, sink, CancellationToken.None), sink);
    }

    /// <summary>A proxy whose route <c>/</c> leads to the backend.</summary>
    public static Task<RunningProxy> StartAsync(RawBackend backend, Action<ProxyOptions>? change = null) => StartAsync(o =>
    {
        o.DefaultTarget = backend.Url;
        change?.Invoke(o);
    });

    public async Task AddRouteAsync(string path, string target)
    {
        using var body = new StringContent($$"""{"target":"{{target}}"}""", Encoding.UTF8, "application/json");
        using var answer = await Api.PostAsync("/api/routes" + path, body);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created);
    }

    /// <summary>A route with several targets.</summary>
    public async Task AddRouteAsync(string path, string[] targets, string? health)
    {
        var data = new JsonObject { ["target"] = targets[0], ["targets"] = new JsonArray([.. targets.Select(t => JsonValue.Create(t))]) };
        if (health is not null) data["health"] = health;
        using var answer = await Api.PostAsync("/api/routes" + path, new StringContent(data.ToJsonString()));
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created);
    }

    /// <summary>Waits for a line in the log.</summary>
    public Task LogsAsync(string part) => Support.Eventually.IsTrueAsync(() => Log.Lines.Any(l => l.Contains(part)), $"the log says '{part}'");

    /// <summary>The lines of the metrics, which have to be on.</summary>
    public async Task<string[]> MetricsAsync()
    {
        using var client = new HttpClient();
        return (await client.GetStringAsync($"http://127.0.0.1:{Host.MetricsEndPoint!.Port}/metrics")).Split('\n');
    }

    public async Task DeleteRouteAsync(string path)
    {
        using var answer = await Api.DeleteAsync("/api/routes" + path);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.NoContent);
    }

    public Task<RawConnection> ConnectAsync() => RawConnection.OpenAsync(Host.PublicEndPoint!);

    /// <summary>One request as text on a connection of its own, and its response.</summary>
    public async Task<(string Head, string Body)> AskAsync(string request)
    {
        using var connection = await ConnectAsync();
        await connection.SendAsync(request);
        return await connection.ReadResponseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        Public.Dispose();
        await Host.DisposeAsync();
        LeakedSecrets.Note("the log of a proxy", string.Join('\n', Log.Lines.Take(MostLines)));
    }
}
