using Hub.Domain.Scopes;

namespace Hub.Domain.OAuth;

/// <summary>What an OAuth client opens: a service, or a server of a user.</summary>
public sealed record OAuthTarget
{
    private OAuthTarget()
    {
    }

    public string? Service { get; private init; }

    /// <summary>The owner of the server; null for a service.</summary>
    public string? ServerOwner { get; private init; }

    public string ServerName { get; private init; } = "";

    /// <summary>Whether its logins go without a confirmation page, whoever comes.</summary>
    public bool NoConfirm { get; private init; }

    /// <summary>The scope that opens it.</summary>
    public string AccessScope => Service is null ? "access:servers" : "access:services";

    public static OAuthTarget OfService(string name, bool noConfirm) => new() { Service = name, NoConfirm = noConfirm };

    public static OAuthTarget OfServer(string owner, string name) => new() { ServerOwner = owner, ServerName = name };

    /// <summary>For whom a token issued to this client is read: the user, and whose <c>!server</c> or <c>!service</c> is meant.</summary>
    public ScopeOwner ScopesFor(string userName)
    {
        var owner = ScopeOwner.User(userName);
        return Service is null ? owner.IssuedByServer(ServerOwner!, ServerName) : owner.IssuedByService(Service);
    }

    /// <param name="ownersGroups">The groups of the server's owner.</param>
    public ScopeTarget ToScopeTarget(IReadOnlyList<string> ownersGroups) =>
        Service is null ? ScopeTarget.Server(ServerOwner!, ServerName, ownersGroups) : ScopeTarget.Service(Service);
}
