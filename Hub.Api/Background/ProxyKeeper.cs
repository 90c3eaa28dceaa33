using Hub.Data.Schema;
using Hub.Domain.Configuration;
using Hub.Domain.Routes;
using Hub.Domain.Upkeep;

namespace Hub.Api.Background;

/// <summary>Keeps the hub's proxy running, or watches one that somebody else runs, and sees to it that it has the routes.</summary>
public sealed class ProxyKeeper(
    HubConfiguration configuration, HubUrls urls, ConfigurableProxy proxy, FurtherProxies further, RouteRound round, HubSecrets secrets, TimeProvider clock,
    ILoggerFactory logs) : IAsyncDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource leaving = new();
    private ProxyProcess? process;
    private readonly List<ExternalProxyWatch> furtherWatches = [];
    private ExternalProxyWatch? watch;
    private FileLock? hold;
    private FileLock? place;
    private Task succession = Task.CompletedTask;

    /// <summary>Comes after <see cref="UseKeptTokenAsync"/>.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        var options = configuration.Proxy;
        foreach (var one in further.All)
        {
            var look = new ExternalProxyWatch(
                one, async token => await one.SyncAsync(round.WantedAsync, token), LookInterval, clock, logs.CreateLogger<ExternalProxyWatch>());
            furtherWatches.Add(look);
            await look.StartAsync(ct);
        }

        if (!options.ShouldStart)
        {
            await WatchAsync(ct);
            return;
        }

        var settings = Settings(options);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(settings.PidFile))!);
        hold = FileLock.TryTakeAlone(settings.PidFile + ".lock");
        if (hold is not null)
        {
            await SuperviseAsync(settings, ct);
            return;
        }

        // Another hub of this folder looks after the proxy. When it goes, one of those who wait takes its place.
        place = FileLock.TryTakeTogether(settings.PidFile + ".next");
        await WatchAsync(ct);
        succession = SucceedAsync(settings, leaving.Token);
    }

    /// <summary>Speaks to the proxy with the token that hubs of this database keep for it, where none is configured.</summary>
    public async Task UseKeptTokenAsync(CancellationToken ct)
    {
        // In the database, so that the next hub can take over a proxy that outlived this one.
        if (configuration.Proxy is { AuthToken.Length: 0, ShouldStart: true })
            proxy.Endpoint = proxy.Endpoint with { AuthToken = Convert.ToHexStringLower(await secrets.GetAsync("proxy_auth_token", ct)) };
    }

    /// <param name="endProxy">Whether the proxy ends too, unless another hub of this folder is there to look after it.</param>
    public async Task StopAsync(bool endProxy, CancellationToken ct)
    {
        await leaving.CancelAsync();
        await succession.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        place?.Dispose();
        if (process is not null)
        {
            using var nobodyWaits = FileLock.TryTakeAlone(Settings(configuration.Proxy).PidFile + ".next");
            await process.StopAsync(endProxy && nobodyWaits is not null, ct);
        }

        hold?.Dispose();
        foreach (var look in furtherWatches)
            await look.StopAsync(ct);
        if (watch is not null)
            await watch.StopAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        if (process is not null)
            await process.DisposeAsync();
        foreach (var look in furtherWatches)
            await look.DisposeAsync();
        if (watch is not null)
            await watch.DisposeAsync();
        place?.Dispose();
        hold?.Dispose();
        leaving.Dispose();
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        watch = new ExternalProxyWatch(proxy, PostRoutesAsync, LookInterval, clock, logs.CreateLogger<ExternalProxyWatch>());
        await watch.StartAsync(ct);
    }

    private async Task SuperviseAsync(ProxyProcessSettings settings, CancellationToken ct)
    {
        process = new ProxyProcess(settings, PostRoutesAsync, clock, logs.CreateLogger<ProxyProcess>());
        await process.StartAsync(ct);
    }

    private async Task SucceedAsync(ProxyProcessSettings settings, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(LookInterval, clock);
        while (hold is null && await timer.WaitForNextTickAsync(ct))
            hold = FileLock.TryTakeAlone(settings.PidFile + ".lock");
        place?.Dispose();
        await watch!.StopAsync(ct);
        while (true)
        {
            try
            {
                await SuperviseAsync(settings, ct);
                return;
            }
            catch (Exception failed) when (!ct.IsCancellationRequested)
            {
                // Also one that ends in this very moment: whoever holds the lock is the only one to bring it back.
                logs.CreateLogger<ProxyKeeper>().LogError("The proxy of the hub before cannot be taken over, trying again: {Reason}", failed.Message);
            }

            await timer.WaitForNextTickAsync(ct);
        }
    }

    /// <summary>All at once first; then again by comparison, for what changed meanwhile.</summary>
    private async Task PostRoutesAsync(CancellationToken ct)
    {
        if (further.All.Count > 0)
        {
            // The others have watches of their own, and may be away.
            await proxy.SyncAsync(round.WantedAsync, ct);
            return;
        }

        await round.FillAsync(ct);
        await round.RunOnceAsync(ct);
    }

    private ProxyProcessSettings Settings(ProxyClientOptions options) => new()
    {
        Command = options.UsesOwnProxy ? [] : options.Command,
        Ip = urls.PublicBind.Ip,
        Port = urls.PublicBind.Port,
        Api = proxy.Endpoint,
        ErrorTarget = urls.HubConnectUrl + "error",
        LogLevel = options.EffectiveLogLevel.ToString().ToLowerInvariant(),
        HostRouting = urls.HasSubdomains,
        Umask = options.CommandUmask,
        SslKey = FullPath(configuration.Urls.SslKey),
        SslCert = FullPath(configuration.Urls.SslCert),
        PidFile = PidFile(options),
        StorageFile = Path.GetFullPath(Path.ChangeExtension(PidFile(options), ".routes.json")),
        CleanupProxy = options.CleanupProxy,
    };

    private static string FullPath(string file) => file.Length == 0 ? "" : Path.GetFullPath(file);

    private string PidFile(ProxyClientOptions options) =>
        Path.IsPathRooted(options.PidFile) ? options.PidFile : Path.Combine(configuration.Process.DataPath, options.PidFile);
}
