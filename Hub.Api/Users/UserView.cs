using System.Text.Json.Nodes;
using Hub.Domain.Access;
using Hub.Domain.Scopes;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;

namespace Hub.Api.Users;

/// <summary>What one caller may see of users and their servers: the scopes looked up once, then asked for each user.</summary>
public sealed class UserView(Caller caller, ServerAddresses addresses, ISpawner spawner)
{
    private static readonly (string Scope, UserKeys Keys)[] KeysByScope =
    [
        ("read:users", UserKeys.Name | UserKeys.UserInfo | UserKeys.Admin | UserKeys.Roles | UserKeys.Groups | UserKeys.Server
            | UserKeys.Pending | UserKeys.Created | UserKeys.LastActivity),
        ("read:users:name", UserKeys.Name | UserKeys.UserInfo | UserKeys.Admin),
        ("read:users:groups", UserKeys.Name | UserKeys.Groups),
        ("read:users:activity", UserKeys.Name | UserKeys.LastActivity),
        ("read:servers", UserKeys.Name | UserKeys.Servers),
        ("read:roles:users", UserKeys.Name | UserKeys.Roles | UserKeys.Admin),
        ("admin:auth_state", UserKeys.Name | UserKeys.AuthState),
    ];

    private readonly (ScopeFilter Filter, UserKeys Keys)[] filters =
        [.. KeysByScope.Select(entry => (caller.Scopes.FilterOf(entry.Scope), entry.Keys)).Where(entry => !entry.Item1.IsNothing)];

    private readonly ScopeFilter servers = caller.Scopes.FilterOf("read:servers");
    private readonly ScopeFilter serverState = caller.Scopes.FilterOf("admin:server_state");

    public ServerAddresses Addresses => addresses;

    /// <summary>The keys of a user this caller may see.</summary>
    public UserKeys KeysOf(UserSnapshot user)
    {
        var target = ScopeTarget.User(user.User.Name, user.Groups);
        var keys = UserKeys.None;
        foreach (var (filter, more) in filters)
        {
            if (filter.Covers(target))
                keys |= more;
        }

        // A scope on one server does not reach its owner, but shows that server in whatever is shown of the owner.
        return !servers.IsEverything && servers.Servers.Count > 0 && servers.ServersOf(user.User.Name).Any() ? keys | UserKeys.Servers : keys;
    }

    public bool ShowsServer(UserSnapshot user, Server server) =>
        servers.Covers(ScopeTarget.Server(user.User.Name, server.Name, user.Groups));

    public bool ShowsState(string owner, string serverName, IReadOnlyList<string> ownersGroups) =>
        serverState.Covers(ScopeTarget.Server(owner, serverName, ownersGroups));

    public JsonObject StateOf(Server server) => server.SpawnerState.Count == 0 ? server.SpawnerState : spawner.Shown(server.SpawnerState);
}
