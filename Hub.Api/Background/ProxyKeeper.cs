using Hub.Data.Schema;
using Hub.Domain.Configuration;
using Hub.Domain.Routes;
using Hub.Domain.Upkeep;

namespace Hub.Api.Background;

/// <summary>Keeps the hub's proxy running, or watches one that somebody else runs, and sees to it that it has the routes.</summary>
public sealed class ProxyKeeper(
    HubConfiguration configuration, HubUrls urls, ConfigurableProxy proxy, RouteRound round, HubSecrets secrets, TimeProvider clock,
    ILoggerFactory logs) : IAsyncDisposable
{
    private ProxyProcess? process;
    private ExternalProxyWatch? watch;

    public async Task StartAsync(CancellationToken ct)
    {
        var options = configuration.Proxy;
        if (options.AuthToken.Length == 0 && options.ShouldStart)
        {
            // Kept in the database, so that the next hub can take over a proxy that outlived this one.
            proxy.Endpoint = proxy.Endpoint with { AuthToken = Convert.ToHexStringLower(await secrets.GetAsync("proxy_auth_token", ct)) };
        }

        if (options.ShouldStart)
        {
            process = new ProxyProcess(Settings(options), PostRoutesAsync, clock, logs.CreateLogger<ProxyProcess>());
            await process.StartAsync(ct);
        }
        else
        {
            watch = new ExternalProxyWatch(proxy, PostRoutesAsync, TimeSpan.FromSeconds(1), clock, logs.CreateLogger<ExternalProxyWatch>());
            await watch.StartAsync(ct);
        }
    }

    public async Task StopAsync(bool endProxy, CancellationToken ct)
    {
        if (process is not null)
            await process.StopAsync(endProxy, ct);
        if (watch is not null)
            await watch.StopAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        if (watch is not null)
            await watch.DisposeAsync();
    }

    /// <summary>All at once first; then again by comparison, for what changed meanwhile.</summary>
    private async Task PostRoutesAsync(CancellationToken ct)
    {
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
        PidFile = Path.IsPathRooted(options.PidFile) ? options.PidFile : Path.Combine(configuration.Process.DataPath, options.PidFile),
        CleanupProxy = options.CleanupProxy,
    };
}
