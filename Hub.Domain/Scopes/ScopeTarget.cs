namespace Hub.Domain.Scopes;

/// <summary>The one user, server, group or service that an action is about.</summary>
public readonly record struct ScopeTarget
{
    private ScopeTarget(ScopeFilterKind kind, string name, string serverName, IReadOnlyList<string> groups)
    {
        Kind = kind;
        Name = name;
        ServerName = serverName;
        Groups = groups;
    }

    public ScopeFilterKind Kind { get; }

    /// <summary>The name of the user, group or service; for a server, of the user who owns it.</summary>
    public string Name { get; }

    public string ServerName { get; }

    /// <summary>The groups of the user, or of the server's owner: a <c>!group</c> filter covers its members.</summary>
    public IReadOnlyList<string> Groups { get; }

    public static ScopeTarget User(string name, IReadOnlyList<string> groups) => new(ScopeFilterKind.User, name, "", groups);

    public static ScopeTarget Server(string owner, string serverName, IReadOnlyList<string> ownersGroups) =>
        new(ScopeFilterKind.Server, owner, serverName, ownersGroups);

    public static ScopeTarget Group(string name) => new(ScopeFilterKind.Group, name, "", []);

    public static ScopeTarget Service(string name) => new(ScopeFilterKind.Service, name, "", []);
}
