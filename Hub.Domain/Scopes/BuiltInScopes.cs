namespace Hub.Domain.Scopes;

/// <summary>The scopes every hub defines.</summary>
internal static class BuiltInScopes
{
    /// <summary>What the metascope <c>self</c> stands for, on the user who holds it.</summary>
    public static readonly IReadOnlyList<string> Self =
        ["read:users", "users:shares", "read:shares", "users:activity", "servers", "tokens", "access:servers"];

    public static readonly IReadOnlyList<ScopeDefinition> All =
    [
        new("(no_scope)", "Know whose token this is, and nothing else."),
        new("self", "Whatever is yours."),
        new("inherit", "Whatever you may do yourself."),
        new("admin-ui", "Open the admin page. What can be done there depends on other scopes."),
        new("admin:users",
            "Create, change and delete users and read their authentication state, but not their servers and tokens. "
            + "Whoever has this on all users can take over the hub.",
            "admin:auth_state", "users", "read:roles:users", "delete:users"),
        new("admin:auth_state", "Read what the authenticator keeps about a user."),
        new("users", "Read and change users, apart from their servers, tokens and authentication state.",
            "read:users", "list:users", "users:activity"),
        new("delete:users", "Delete users."),
        new("list:users", "List users, with at least their names.", "read:users:name"),
        new("read:users", "Read users, including where their default server is when it runs.",
            "read:users:name", "read:users:groups", "read:users:activity"),
        new("read:users:name", "Read the names of users."),
        new("read:users:groups", "Read which groups users are in."),
        new("read:users:activity", "Read when users were last active."),
        new("read:roles", "Read who has which role.", "read:roles:users", "read:roles:services", "read:roles:groups"),
        new("read:roles:users", "Read which roles users have."),
        new("read:roles:services", "Read which roles services have."),
        new("read:roles:groups", "Read which roles groups have."),
        new("users:activity", "Report when users were last active.", "read:users:activity"),
        new("admin:servers", "Create, read, start, stop and delete servers, including their state.", "admin:server_state", "servers"),
        new("admin:server_state", "Read and write the state of servers."),
        new("servers", "Start and stop servers.", "read:servers", "start:servers", "delete:servers"),
        new("read:servers", "Read servers, apart from their state, and the names of their owners.", "read:users:name"),
        new("start:servers", "Start servers and change their settings."),
        new("delete:servers", "Stop and delete servers."),
        new("tokens", "Create, read and revoke the tokens of users.", "read:tokens"),
        new("read:tokens", "Read about the tokens of users, not the tokens themselves."),
        new("admin:groups", "Create, read, change and delete groups.", "groups", "read:roles:groups", "delete:groups"),
        new("groups", "Read groups, and add and remove members, who gain or lose what the group may do.", "read:groups", "list:groups"),
        new("list:groups", "List groups, with at least their names.", "read:groups:name"),
        new("read:groups", "Read groups.", "read:groups:name"),
        new("read:groups:name", "Read the names of groups."),
        new("delete:groups", "Delete groups."),
        new("admin:services", "Create, read, change and delete services that do not come from the configuration.",
            "list:services", "read:services", "read:roles:services"),
        new("list:services", "List services, with at least their names.", "read:services:name"),
        new("read:services", "Read services.", "read:services:name"),
        new("read:services:name", "Read the names of services."),
        new("read:hub", "Read details about the hub."),
        new("access:servers", "Use servers, in a browser or through their API."),
        new("access:services", "Use services, in a browser or through their API."),
        new("users:shares", "Read which servers are shared with a user, and give up that access.", "read:users:shares"),
        new("read:users:shares", "Read which servers are shared with a user."),
        new("groups:shares", "Read which servers are shared with a group, and give up that access.", "read:groups:shares"),
        new("read:groups:shares", "Read which servers are shared with a group."),
        new("read:shares", "Read with whom servers are shared."),
        new("shares", "Share servers, and take the sharing back.", "access:servers", "read:shares", "users:shares", "groups:shares"),
        new("proxy", "Read and repair the routes of the proxy, and tell the hub of another proxy."),
        new("shutdown", "Shut the hub down."),
        new("read:metrics", "Read the metrics for Prometheus."),
        new("read:audit", "Read who did what on this hub, and from where."),
    ];
}
