using Hub.Domain.Access;
using Hub.Domain.Activity;
using Hub.Domain.Audit;
using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Authenticators.Ldap;
using Hub.Domain.Authenticators.Local;
using Hub.Domain.Authenticators.Multi;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Authenticators.OAuth;
using Hub.Domain.Authenticators.Pam;
using Hub.Domain.Groups;
using Hub.Domain.Roles;
using Hub.Domain.Routes;
using Hub.Domain.Servers;
using Hub.Domain.Services;
using Hub.Domain.Spawners;
using Hub.Domain.Spawners.LocalProcess;
using Hub.Domain.Tokens;
using Hub.Domain.Upkeep;

namespace Hub.Domain.Configuration;

/// <summary>The whole configuration of a hub, bound and checked, and where each value came from.</summary>
public sealed record HubConfiguration
{
    public HubUrlOptions Urls { get; init; } = new();

    public ServerOptions Servers { get; init; } = new();

    public HookOptions Hooks { get; init; } = new();

    public IdleCullerOptions IdleCuller { get; init; } = new();

    public QueueOptions Queue { get; init; } = new();

    public HistoryOptions History { get; init; } = new();

    public FailureLimitOptions FailureLimit { get; init; } = new();

    public SpawnerOptions Spawner { get; init; } = new();

    public AuthenticatorOptions Authenticator { get; init; } = new();

    public CryptOptions Crypt { get; init; } = new();

    public OAuthenticatorOptions OAuth { get; init; } = new();

    public ProviderOptions Providers { get; init; } = new();

    public MultiOptions Multi { get; init; } = new();

    public LocalOptions LocalAccounts { get; init; } = new();

    public PamOptions Pam { get; init; } = new();

    public NativeOptions Native { get; init; } = new();

    public LdapOptions Ldap { get; init; } = new();

    public ProxyClientOptions Proxy { get; init; } = new();

    public TokenOptions Tokens { get; init; } = new();

    public SessionOptions Sessions { get; init; } = new();

    public AccessOptions Access { get; init; } = new();

    public ActivityOptions Activity { get; init; } = new();

    public AuditOptions Audit { get; init; } = new();

    public ServiceOptions Services { get; init; } = new();

    public RoleOptions Roles { get; init; } = new();

    public GroupOptions Groups { get; init; } = new();

    public PagingOptions Paging { get; init; } = new();

    public PageOptions Pages { get; init; } = new();

    public DatabaseOptions Database { get; init; } = new();

    public LogOptions Log { get; init; } = new();

    public ProcessOptions Process { get; init; } = new();

    public FurtherProxyOptions FurtherProxies { get; init; } = new();

    public LocalLimitOptions LocalLimits { get; init; } = new();

    /// <summary>Every supported trait with its value in words that may be shown, and where it came from.</summary>
    public IReadOnlyList<TraitValue> Values { get; init; } = [];

    /// <summary>Whether somebody has set the trait, as <c>JupyterHub.port</c>.</summary>
    public bool IsSet(string trait) => Values.Any(value => value.Trait == trait && !value.IsDefault);
}
