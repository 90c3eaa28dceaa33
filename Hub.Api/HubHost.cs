using System.Diagnostics;
using FluentValidation;
using Hub.Api.Access;
using Hub.Api.Background;
using Hub.Api.Info;
using Hub.Api.Metrics;
using Hub.Api.OpenApi;
using Hub.Api.Pages;
using Hub.Api.Replicas;
using Hub.Api.Shares;
using Hub.Api.Tokens;
using Hub.Api.Users;
using Hub.Api.Wire;
using Hub.Api.Wire.Errors;
using Hub.Api.Wire.Lists;
using Hub.Api.Wire.Logs;
using Hub.Data;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Authenticators.OAuth;
using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Domain.Metrics;
using Hub.Domain.Replicas;
using Hub.Domain.Routes;
using Hub.Domain.Scopes;
using Hub.Domain.Servers;
using Hub.Domain.Upkeep;

namespace Hub.Api;

/// <summary>One hub: everything put together from its configuration, started and stopped in order.</summary>
public sealed class HubHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HubConfiguration configuration;
    private readonly SortedList<StopStep, Func<CancellationToken, Task>> steps = [];

    private HubHost(WebApplication app, HubConfiguration configuration)
    {
        this.app = app;
        this.configuration = configuration;
    }

    public IServiceProvider Services => app.Services;

    public IHostApplicationLifetime Lifetime => app.Lifetime;

    private HubShutdown Shutdown => Services.GetRequiredService<HubShutdown>();

    private bool EndsServers => Shutdown.Servers ?? configuration.Servers.CleanupServers;

    /// <param name="connectionString">The database.</param>
    /// <param name="replace">Registrations that come last and so win; for tests.</param>
    /// <exception cref="InvalidInputException">The custom scopes are wrong.</exception>
    public static HubHost Build(
        HubConfiguration configuration, HubUrls urls, Replica replica, string connectionString, Action<IServiceCollection>? replace = null)
    {
        // Empty: an appsettings.json in the working directory is not ours, and watching for one costs something with every line logged there.
        // Controllers and pages are looked for in the assembly of this name; unsaid, that is the program's, which in tests is another.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(HubHost).Assembly.GetName().Name });
        builder.Logging.ClearProviders().AddHubLogging(configuration.Log);
        builder.Logging.SetMinimumLevel(LevelOf(configuration.Log.LogLevel));
        // Failed statements come to us as exceptions; whoever handles them says what matters.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical);
        builder.Logging.AddFilter("Npgsql", LogLevel.Critical);
        if (configuration.Log.DebugDb)
            builder.Logging.AddFilter("Npgsql.Command", LogLevel.Information);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting", LogLevel.Warning);
        // So does a start that fails, and a stack trace would hide what its operator is told.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => HubListener.Listen(kestrel, urls.HubBind));
        builder.Services.AddHubDomain(configuration, urls, ScopesOf(configuration), replica);
        builder.Services.AddHubData(connectionString);
        AddApi(builder.Services, configuration, urls);
        replace?.Invoke(builder.Services);
        var app = builder.Build();
        RequireLogin(app.Services);
        app.UseMiddleware<RequestMetricsMiddleware>();
        app.UseHubWire();
        app.UseHubPages();
        app.UseMiddleware<CallerMiddleware>();
        app.MapControllers();
        app.MapHubPages();
        app.MapHubOpenApi();
        return new HubHost(app, configuration);
    }

    /// <summary>Schema, configured state, web server, proxy, chores: in this order, so that nothing is used before it is there.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        Services.GetRequiredService<MetricsBook>();
        var database = Services.GetRequiredService<DatabaseStart>();
        await database.RunAsync(ct);
        await database.InsistAsync(Services.GetRequiredService<ConfiguredState>().ApplyAsync, ct);
        await database.InsistAsync(Services.GetRequiredService<BlockedUsers>().ShutOutAsync, ct);
        await database.InsistAsync(Services.GetRequiredService<InvalidUsers>().RemoveAsync, ct);
        await database.InsistAsync(Services.GetRequiredService<OldServerNames>().RenameAsync, ct);
        NoteConfiguration();
        await database.InsistAsync(Services.GetRequiredService<CookieKey>().LoadAsync, ct);
        steps[StopStep.WebServer] = app.StopAsync;
        await app.StartAsync(ct);
        HubListener.Protect(Services.GetRequiredService<HubUrls>().HubBind, configuration.Urls.HubSocketMode);
        var presence = Services.GetRequiredService<ReplicaPresence>();
        steps[StopStep.Presence] = presence.LeaveAsync;
        await database.InsistAsync(token => presence.BecomeAsync(ReplicaState.Starting, token), ct);
        var proxy = Services.GetRequiredService<ProxyKeeper>();
        await database.InsistAsync(proxy.UseKeptTokenAsync, ct);
        steps[StopStep.Proxy] = token => proxy.StopAsync(Shutdown.Proxy ?? configuration.Proxy.CleanupProxy, token);
        await proxy.StartAsync(ct);
        await database.InsistAsync(Services.GetRequiredService<ProxyMoves>().JoinAsync, ct);
        var chores = Services.GetRequiredService<Chores>();
        steps[StopStep.Chores] = token => chores.StopAsync(EndsServers, token);
        steps[StopStep.Services] = chores.StopServicesAsync;
        await database.InsistAsync(chores.StartAsync, ct);
        steps[StopStep.Drain] = DrainAsync;
        await LookAtServersAsync(ct);
        await database.InsistAsync(token => BecomeReadyAsync(presence, token), ct);
        Services.GetRequiredService<HubMetrics>().Started(Stopwatch.GetElapsedTime(began));
    }

    /// <summary>
    /// In the order of <see cref="StopStep"/>, as far as the start has come; servers and proxy go too where the configuration, or
    /// the request to shut down, says so.
    /// </summary>
    public async Task StopAsync(CancellationToken ct)
    {
        while (steps.Count > 0)
        {
            var step = steps.Values[0];
            steps.RemoveAt(0);
            try
            {
                await step(ct);
            }
            catch (Exception failed) when (!ct.IsCancellationRequested)
            {
                // A database that is away must not keep the proxy alive: it would hold its ports.
                Services.GetRequiredService<ILogger<HubHost>>().LogError("Part of the stop did not work: {Reason}", failed.Message);
            }
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private void NoteConfiguration()
    {
        var set = configuration.Values.Where(value => !value.IsDefault).ToList();
        var detail = $"replica {Services.GetRequiredService<Replica>().Id}: {(set.Count == 0 ? "all defaults" : string.Join(", ", set.Select(value => value.Trait)))}";
        Services.GetRequiredService<AuditTrail>().Note(AuditKinds.ConfigurationLoaded, null, detail: detail);
    }

    /// <summary>Whoever comes first is not told of servers that ended with the hub before; but nobody waits for them for ever.</summary>
    private async Task LookAtServersAsync(CancellationToken ct)
    {
        var patience = configuration.Process.InitSpawnersTimeout;
        if (patience == TimeSpan.Zero)
            return;
        var log = Services.GetRequiredService<ILogger<HubHost>>();
        try
        {
            await Services.GetRequiredService<ServerPolls>().RunOnceAsync(ct).WaitAsync(patience < TimeSpan.Zero ? Timeout.InfiniteTimeSpan : patience, ct);
        }
        catch (TimeoutException)
        {
            log.LogWarning("The first look at the servers takes longer than {Seconds} s (JupyterHub.init_spawners_timeout); the hub goes on meanwhile", patience.TotalSeconds);
        }
        catch (Exception failed) when (!ct.IsCancellationRequested)
        {
            log.LogWarning("The first look at the servers did not work: {Reason}", failed.Message);
        }
    }

    /// <summary>From here on the proxy leads visitors to this replica too.</summary>
    private async Task BecomeReadyAsync(ReplicaPresence presence, CancellationToken ct)
    {
        await presence.BecomeAsync(ReplicaState.Ready, ct);
        if ((await presence.ReadyAsync(ct)).Count < 2)
            return;
        try
        {
            await Services.GetRequiredService<RouteRound>().RunOnceAsync(ct);
        }
        catch (ProxyException away)
        {
            // No reason not to start; the check comes again until it works.
            Services.GetRequiredService<RouteDoubt>().Raise();
            Services.GetRequiredService<ILogger<HubHost>>().LogWarning("The proxy does not lead here yet: {Reason}", away.Message);
        }
    }

    /// <summary>Others take the visitors; what runs here ends, or goes to them too.</summary>
    private async Task DrainAsync(CancellationToken ct)
    {
        var othersGoOn = await Services.GetRequiredService<Drain>().RunAsync(ct);
        if (othersGoOn || !EndsServers)
            steps[StopStep.Transitions] = token => Services.GetRequiredService<ServerHandover>().RunAsync(configuration.Process.DrainTimeout, token);
    }

    /// <summary>Settings of a login that cannot work, or are not safe, are for the start to say and not for the first visitor.</summary>
    /// <exception cref="ArgumentException">There is something wrong with them.</exception>
    private static void RequireLogin(IServiceProvider services)
    {
        services.GetRequiredService<IAuthenticator>();
        services.GetRequiredService<AuthStateKeeper>();
    }

    private static void AddApi(IServiceCollection services, HubConfiguration configuration, HubUrls urls)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new ErrorTable().Map<SpawnFailedException>(StatusCodes.Status500InternalServerError)
            .Map<ProxyException>(StatusCodes.Status503ServiceUnavailable)
            .Map<LoginRefusedException>(StatusCodes.Status403Forbidden)
            .Map<LoginUnavailableException>(StatusCodes.Status503ServiceUnavailable)
            .Map<ProviderException>(StatusCodes.Status502BadGateway));
        services.AddHubWire(new WireOptions
        {
            BaseUrl = urls.BaseUrl,
            PageDefaultLimit = configuration.Paging.ApiPageDefaultLimit,
            PageMaxLimit = configuration.Paging.ApiPageMaxLimit,
            Headers = configuration.Pages.Headers,
            TrustedProxies = configuration.Urls.TrustedNetworks,
            ForwardedHostHeader = configuration.Urls.EffectiveForwardedHostHeader,
        });
        foreach (var (contract, validator) in AssemblyScanner.FindValidatorsInAssemblyContaining<HubHost>()
            .Select(found => (found.InterfaceType, found.ValidatorType)))
            services.AddSingleton(contract, validator);
        services.AddSingleton(CookieSettingsOf(configuration, urls));
        services.AddSingleton<CookieKey>();
        services.AddSingleton<XsrfTokens>();
        services.AddSingleton<XsrfRules>();
        services.AddSingleton<HubCookies>();
        services.AddSingleton<TokenModels>();
        services.AddSingleton<UserViews>();
        services.AddSingleton<IdentityCache>();
        services.AddSingleton(_ => new JoinedLists());
        services.AddSingleton<ShareModels>();
        services.AddSingleton<HubShutdown>();
        services.AddSingleton<MetricsBook>();
        services.AddSingleton<TimerIntervals>();
        services.AddHubSpawner();
        services.AddHubPages();
        services.AddHubOpenApi();
        services.AddSingleton<DatabaseStart>();
        services.AddSingleton<Drain>();
        services.AddSingleton(provider => new ReplicaPresence(
            provider.GetRequiredService<IReplicaStore>(), Row(provider), provider.GetRequiredService<Replica>().StaleAfter, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ReplicaPresence>>()));
        services.AddSingleton<ProxyKeeper>();
        services.AddSingleton<RouteChecks>();
        services.AddSingleton<Chores>();
    }

    private static LiveReplica Row(IServiceProvider provider)
    {
        var replica = provider.GetRequiredService<Replica>();
        var proxy = provider.GetRequiredService<ConfigurableProxy>().Endpoint.ApiUrl;
        return new LiveReplica
        {
            Id = replica.Id,
            Host = replica.Host,
            Address = provider.GetRequiredService<HubUrls>().ReplicaUrl,
            Proxy = proxy.IsLoopback ? $"{proxy} of {replica.Host}" : proxy.ToString(),
            Version = ProgramVersion.Current,
            Started = provider.GetRequiredService<TimeProvider>().GetUtcNow(),
        };
    }

    private static ScopeTable ScopesOf(HubConfiguration configuration)
    {
        var scopes = ScopeTable.Default.With(
            [.. configuration.Roles.CustomScopes.Select(scope => new CustomScope(scope.Key, scope.Value.Description, scope.Value.Subscopes))],
            out var mistakes);
        return mistakes.Count == 0 ? scopes : throw new InvalidInputException("JupyterHub.custom_scopes: " + string.Join("\n", mistakes));
    }

    private static CookieSettings CookieSettingsOf(HubConfiguration configuration, HubUrls urls) => new()
    {
        BaseUrl = urls.BaseUrl,
        HostPrefix = configuration.Sessions.CookieHostPrefixEnabled,
        MaxAge = configuration.Sessions.CookieMaxAge,
        AlwaysSecure = urls.PublicUrl.StartsWith("https:", StringComparison.Ordinal),
        Domain = urls.HasSubdomains ? urls.Domain : null,
        Extra = CookieAttributes.From(configuration.Sessions.CookieOptions),
    };

    private static LogLevel LevelOf(HubLogLevel level) => level switch
    {
        HubLogLevel.Debug => LogLevel.Debug,
        HubLogLevel.Info => LogLevel.Information,
        HubLogLevel.Warning => LogLevel.Warning,
        HubLogLevel.Error => LogLevel.Error,
        _ => LogLevel.Critical,
    };
}
