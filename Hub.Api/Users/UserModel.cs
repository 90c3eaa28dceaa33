using System.Text.Json.Nodes;
using Hub.Api.Servers;
using Hub.Domain.Servers;

namespace Hub.Api.Users;

/// <summary>A user. Keys the caller may not see are left out.</summary>
public sealed class UserModel
{
    private readonly UserKeys shown;

    private UserModel(UserKeys shown) => this.shown = shown;

    /// <summary>Always <c>user</c>.</summary>
    public string Kind => "user";

    /// <summary>The user's name.</summary>
    public required string Name { get; init; }

    /// <summary>How the user wants to be shown, as far as the authenticator knows.</summary>
    public JsonObject? UserInfo { get; init; }

    /// <summary>Whether the user is an admin.</summary>
    public bool Admin { get; init; }

    /// <summary>The names of the roles the user holds, apart from those of groups.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The names of the groups the user is in.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The URL of the default server when it is ready, else null.</summary>
    public string? Server { get; init; }

    /// <summary>What the default server is about to do: <c>spawn</c>, <c>stop</c>, or null.</summary>
    public string? Pending { get; init; }

    /// <summary>When the user was first known.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When the user or a server of theirs was last active; null when never.</summary>
    public DateTimeOffset? LastActivity { get; init; }

    /// <summary>The active servers by name (the default one's is empty); stopped ones too where that was asked for.</summary>
    public IReadOnlyDictionary<string, ServerModel> Servers { get; init; } = new Dictionary<string, ServerModel>();

    /// <summary>What the authenticator keeps about the user; only filled where one user is asked for.</summary>
    public JsonObject? AuthState { get; init; }

    /// <summary>The model as far as a caller may see it; null when that is nothing at all.</summary>
    public static UserModel? From(UserSnapshot snapshot, UserView view, UserKeys atLeast = UserKeys.None)
    {
        var keys = view.KeysOf(snapshot) | atLeast;
        if (keys == UserKeys.None)
            return null;
        var user = snapshot.User;
        var main = snapshot.Servers.FirstOrDefault(server => server.Name.Length == 0);
        return new UserModel(keys)
        {
            Name = user.Name,
            Admin = user.Admin,
            Roles = user.Admin ? [.. snapshot.Roles, "admin"] : snapshot.Roles,
            Groups = snapshot.Groups,
            Server = main is { State: ServerState.Ready } ? view.Addresses.Url(user.Name, "") : null,
            Pending = main?.Pending,
            Created = user.Created,
            LastActivity = user.LastActivity,
            Servers = keys.HasFlag(UserKeys.Servers) ? ServersOf(snapshot, view) : new Dictionary<string, ServerModel>(),
        };
    }

    public bool ShouldSerializeUserInfo() => shown.HasFlag(UserKeys.UserInfo);

    public bool ShouldSerializeAdmin() => shown.HasFlag(UserKeys.Admin);

    public bool ShouldSerializeRoles() => shown.HasFlag(UserKeys.Roles);

    public bool ShouldSerializeGroups() => shown.HasFlag(UserKeys.Groups);

    public bool ShouldSerializeServer() => shown.HasFlag(UserKeys.Server);

    public bool ShouldSerializePending() => shown.HasFlag(UserKeys.Pending);

    public bool ShouldSerializeCreated() => shown.HasFlag(UserKeys.Created);

    public bool ShouldSerializeLastActivity() => shown.HasFlag(UserKeys.LastActivity);

    public bool ShouldSerializeServers() => shown.HasFlag(UserKeys.Servers);

    public bool ShouldSerializeAuthState() => shown.HasFlag(UserKeys.AuthState);

    private static Dictionary<string, ServerModel> ServersOf(UserSnapshot snapshot, UserView view)
    {
        var servers = new Dictionary<string, ServerModel>(snapshot.Servers.Count);
        foreach (var server in snapshot.Servers)
        {
            if (view.ShowsServer(snapshot, server))
                servers[server.Name] = ServerModel.From(server, snapshot.User.Name, snapshot.Groups, view);
        }

        return servers;
    }
}
