using Hub.Domain.Access;
using Hub.Domain.Activity;
using Hub.Domain.Audit;
using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Authenticators.Hooks;
using Hub.Domain.Authenticators.Local;
using Hub.Domain.Authenticators.Multi;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Authenticators.Pam;
using Hub.Domain.Configuration;
using Hub.Domain.Metrics;
using Hub.Domain.Notices;
using Hub.Domain.Routes;
using Hub.Domain.Scopes;
using Hub.Domain.Servers;
using Hub.Domain.Services;
using Hub.Domain.Shares;
using Hub.Domain.Upkeep;
using Hub.Domain.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Domain;

/// <summary>Puts the rules of the hub together. Stores, spawner and authenticator come from elsewhere.</summary>
public static class DomainServices
{
    public static IServiceCollection AddHubDomain(
        this IServiceCollection services, HubConfiguration configuration, HubUrls urls, ScopeTable scopes, Replica replica)
    {
        services.AddSingleton(configuration);
        services.AddSingleton(configuration.Servers);
        services.AddSingleton(configuration.History);
        services.AddSingleton(configuration.FailureLimit);
        services.AddSingleton(configuration.Queue);
        services.AddSingleton(configuration.Hooks);
        services.AddSingleton(configuration.IdleCuller);
        services.AddSingleton(configuration.Spawner);
        services.AddSingleton(configuration.Authenticator);
        services.AddSingleton(configuration.Crypt);
        services.AddSingleton(configuration.Proxy);
        services.AddSingleton(configuration.Tokens);
        services.AddSingleton(configuration.Sessions);
        services.AddSingleton(configuration.Access);
        services.AddSingleton(configuration.Activity);
        services.AddSingleton(configuration.Pages);
        services.AddSingleton(configuration.Audit);
        services.AddSingleton(configuration.Services);
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<AuditRetention>();
        services.AddSingleton(configuration.Process);
        services.AddSingleton(urls);
        services.AddSingleton(scopes);
        services.AddSingleton(replica);
        var names = new UserNames(configuration.Authenticator.UsernameMap, configuration.Authenticator.UsernamePattern);
        services.AddSingleton(names);
        services.AddSingleton(new NativeRealm(configuration, names));
        services.AddSingleton<NoticeBoard>();
        services.AddSingleton<HubMetrics>();
        services.AddSingleton<AccessCache>();
        services.AddSingleton<CallerResolver>();
        services.AddSingleton<CallerReach>();
        services.AddSingleton<RoleChanges>();
        services.AddSingleton<ScopeInquiry>();
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<ActivityRecorder>();
        var proxy = new ConfigurableProxySettings(new ProxyEndpoint(
            new Uri(configuration.Proxy.EffectiveApiUrl(urls.PublicBind.Port)), configuration.Proxy.AuthToken))
        {
            HostRouting = urls.HasSubdomains,
            Concurrency = configuration.Proxy.Concurrency,
        };
        services.AddSingleton(provider => new ConfigurableProxy(
            proxy, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ConfigurableProxy>>()));
        services.AddSingleton(provider => new FurtherProxies(
            configuration.FurtherProxies, proxy, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => AllProxies(
            provider.GetRequiredService<ConfigurableProxy>(), provider.GetRequiredService<FurtherProxies>(), provider));
        services.AddSingleton<ProxyMoves>();
        services.AddSingleton<CryptKeys>();
        services.AddSingleton<AuthStateKeeper>();
        services.AddSingleton<PostLogin>();
        services.AddSingleton<Admission>();
        services.AddSingleton<ProvidedRoles>();
        services.AddSingleton<SignedInUsers>();
        services.AddSingleton<LoginRefresh>();
        services.AddSingleton<InvalidUsers>();
        services.AddSingleton<RouteDoubt>();
        services.AddSingleton(_ => new PasswordHashing());
        services.AddSingleton<OtpSecrets>();
        services.AddSingleton<NativeSignUp>();
        services.AddSingleton<OwnerProof>();
        services.AddSingleton<NativeAccounts>();
        services.AddSingleton<NativeSecondFactor>();
        services.AddSingleton<ApprovalMails>();
        services.AddSingleton<SelfApproval>();
        services.AddSingleton<UnixGroups>();
        services.AddSingleton<UserRealms>();
        services.AddSingleton<SystemUsers>();
        services.AddSingleton<PamSessions>();
        services.AddSingleton<ServerAddresses>();
        services.AddSingleton<ServerLaunch>();
        services.AddSingleton<ServerHooks>();
        services.AddSingleton<FailureLimit>();
        services.AddSingleton<ServerActivity>();
        services.AddSingleton<ServerStart>();
        services.AddSingleton<ServerStop>();
        services.AddSingleton<Arrivals>();
        services.AddSingleton<LiveServers>();
        services.AddSingleton<LeaseKeeper>();
        services.AddSingleton<ServerLifecycle>();
        services.AddSingleton<NamedServers>();
        services.AddSingleton<QueuePlaces>();
        services.AddSingleton<SpawnQueue>();
        services.AddSingleton<ServerReset>();
        services.AddSingleton<ServerProgress>();
        services.AddSingleton<ServerRecovery>();
        services.AddSingleton<UserAccounts>();
        services.AddSingleton<SharedServers>();
        services.AddSingleton<ShareGrants>();
        services.AddSingleton<ShareCodes>();
        services.AddSingleton<ShareAcceptance>();
        services.AddSingleton<ServerPolls>();
        services.AddSingleton<ServiceEnvironment>();
        services.AddSingleton<ServiceReach>();
        services.AddSingleton<ServiceChecks>();
        services.AddSingleton<ManagedServices>();
        services.AddSingleton<BlockedUsers>();
        services.AddSingleton<OldServerNames>();
        services.AddSingleton<RouteRound>();
        services.AddSingleton<ExtraRoutes>();
        services.AddSingleton<ProxyActivity>();
        services.AddSingleton<ServerShutdown>();
        services.AddSingleton<ServerHandover>();
        services.AddSingleton<HistoryPruning>();
        services.AddSingleton<ServerOrphans>();
        services.AddSingleton<CullRules>();
        services.AddSingleton<IdleCuller>();
        services.AddSingleton<ConfiguredState>();
        return services;
    }

    private static IProxy AllProxies(ConfigurableProxy own, FurtherProxies further, IServiceProvider provider) => further.All.Count == 0
        ? own
        : new ProxyGroup(
            [own, .. further.All], provider.GetRequiredService<RouteDoubt>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ProxyGroup>>());
}
