namespace Hub.Domain.Scopes;

/// <summary>For whom scopes are expanded: whose <c>self</c> and <c>!user</c> they mean, and which OAuth client issued them.</summary>
public sealed record ScopeOwner
{
    /// <summary>Neither a user nor a service, as for what is shared with a group.</summary>
    public static readonly ScopeOwner Nobody = new();

    private ScopeOwner()
    {
    }

    public string? UserName { get; private init; }

    public string? ServiceName { get; private init; }

    /// <summary>The server whose OAuth client issued the token, as <c>owner/server</c>.</summary>
    public string? IssuingServer { get; private init; }

    /// <summary>The service whose OAuth client issued the token.</summary>
    public string? IssuingService { get; private init; }

    public static ScopeOwner User(string name) => new() { UserName = name };

    public static ScopeOwner Service(string name) => new() { ServiceName = name };

    public ScopeOwner IssuedByServer(string owner, string server) =>
        this with { IssuingServer = ServerFullName.Of(owner, server), IssuingService = null };

    public ScopeOwner IssuedByService(string service) => this with { IssuingService = service, IssuingServer = null };

    /// <summary>Whom a bare filter means; null when nobody.</summary>
    public string? NameFor(ScopeFilterKind kind) => kind switch
    {
        ScopeFilterKind.User => UserName,
        ScopeFilterKind.Server => IssuingServer,
        ScopeFilterKind.Service => IssuingService ?? ServiceName,
        _ => null,
    };

    /// <summary>The scopes that let the owner learn who they are; every token asks for them.</summary>
    public IReadOnlyList<string> IdentifyScopes() => this switch
    {
        { UserName: { } user } => [$"read:users:name!user={user}", $"read:users:groups!user={user}"],
        { ServiceName: { } service } => [$"read:services:name!service={service}"],
        _ => [],
    };

    /// <summary>The scopes with which a token opens the server or service that issued it.</summary>
    public IReadOnlyList<string> AccessScopes() => this switch
    {
        { IssuingServer: { } server } => [$"access:servers!server={server}"],
        { IssuingService: { } service } => [$"access:services!service={service}"],
        _ => [],
    };
}
