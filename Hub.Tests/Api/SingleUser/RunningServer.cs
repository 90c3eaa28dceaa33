using Hub.Api.SingleUser;
using Hub.Domain.Spawners;
using Hub.Tests.Support;

namespace Hub.Tests.Api.SingleUser;

/// <summary>The built-in server as a hub would start it, in this process, with a hub beside it.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private CancellationTokenSource stop = new();
    private readonly List<FakeBrowser> browsers = [];
    private Task<int> run = Task.FromResult(-1);

    public required FakeHub Hub { get; init; }

    public required SingleUserSettings Settings { get; init; }

    public required string Url { get; init; }

    public MovableClock Clock { get; } = new();

    public static Task<RunningServer> StartAsync(Func<SingleUserSettings, SingleUserSettings>? change = null) => StartAsync("ada", "", change);

    public static async Task<RunningServer> StartAsync(
        string user, string serverName, Func<SingleUserSettings, SingleUserSettings>? change = null, string ip = "127.0.0.1")
    {
        var prefix = $"/user/{ServerUrls.Escape(user)}/{(serverName.Length == 0 ? "" : serverName + "/")}";
        var hub = await FakeHub.StartAsync(
            ServerUrls.ClientId(user, serverName),
            prefix + "oauth_callback",
            who => who == user ? [$"access:servers!server={user}/{serverName}", $"read:users:name!user={user}"] : [$"read:users:name!user={who}"]);
        var port = FreePort.Next();
        var settings = SingleUserEnvironment.Read(Variables(hub, user, serverName, prefix, ip, port).GetValueOrDefault, out var mistakes);
        mistakes.ShouldBeEmpty();
        var server = new RunningServer
        {
            Hub = hub,
            Settings = (change ?? (same => same))(settings!),
            Url = ServerUrls.Reach("http", ip, port).ToString().TrimEnd('/'),
        };
        await server.RunAsync();
        return server;
    }

    /// <summary>A browser with no cookies; with a name, logged in at the hub under it.</summary>
    public async Task<FakeBrowser> BrowserAsync(string? user = null)
    {
        var browser = new FakeBrowser(Hub.Url, Url);
        browsers.Add(browser);
        if (user is not null)
            (await browser.AskAsync($"/hub/login?user={Uri.EscapeDataString(user)}")).Status.ShouldBe(200);
        return browser;
    }

    public async Task<int> StopAsync()
    {
        await stop.CancelAsync();
        return await run;
    }

    /// <summary>The same server as a new process would be.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        stop.Dispose();
        stop = new CancellationTokenSource();
        await RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        browsers.ForEach(browser => browser.Dispose());
        await StopAsync();
        stop.Dispose();
        await Hub.DisposeAsync();
    }

    internal static Dictionary<string, string> Variables(FakeHub hub, string user, string serverName, string prefix, string ip, int port) =>
        new SpawnEnvironment
        {
            UserName = user,
            ServerName = serverName,
            BaseUrl = "/",
            Prefix = prefix,
            ApiUrl = hub.Url + "/hub/api",
            ApiToken = FakeHub.ClientSecret,
        }.VariablesAt(ip, port);

    private async Task RunAsync()
    {
        run = SingleUserServer.RunAsync(Settings, Clock, TestContext.Error, stop.Token);
        var browser = await BrowserAsync();
        await Eventually.True(async () => run.IsCompleted || (await browser.AskAsync(Settings.Prefix + "api")).Status == 200);
        run.IsCompleted.ShouldBeFalse();
    }
}
