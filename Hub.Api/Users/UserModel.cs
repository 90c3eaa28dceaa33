using System.Text.Json.Nodes;
using Hub.Api.OpenApi;
using Hub.Api.Servers;
using Hub.Api.Wire.Json;
using Hub.Domain.Servers;
using Newtonsoft.Json;

namespace Hub.Api.Users;

/// <summary>A user. Keys the caller may not see are left out.</summary>
public sealed class UserModel : IJsonModel
{
    private readonly UserKeys shown;

    private UserModel(UserKeys shown) => this.shown = shown;

    /// <summary>Always <c>user</c>.</summary>
    public string Kind => "user";

    /// <summary>The user's name.</summary>
    public required string Name { get; init; }

    /// <summary>How the user wants to be shown, as far as the authenticator knows.</summary>
    [LeftOut]
    public JsonObject? UserInfo { get; init; }

    /// <summary>Whether the user is an admin.</summary>
    [LeftOut]
    public bool Admin { get; init; }

    /// <summary>The names of the roles the user holds, apart from those of groups.</summary>
    [LeftOut]
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The names of the groups the user is in.</summary>
    [LeftOut]
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The URL of the default server when it is ready, else null.</summary>
    [LeftOut]
    public string? Server { get; init; }

    /// <summary>What the default server is about to do: <c>spawn</c>, <c>stop</c>, or null.</summary>
    [LeftOut]
    public string? Pending { get; init; }

    /// <summary>When the user was first known.</summary>
    [LeftOut]
    public DateTimeOffset? Created { get; init; }

    /// <summary>When the user or a server of theirs was last active; null when never.</summary>
    [LeftOut]
    public DateTimeOffset? LastActivity { get; init; }

    /// <summary>The active servers by name (the default one's is empty); stopped ones too where that was asked for.</summary>
    [LeftOut]
    public IReadOnlyDictionary<string, ServerModel> Servers { get; init; } = new Dictionary<string, ServerModel>();

    /// <summary>What the authenticator keeps about the user; only filled where one user is asked for.</summary>
    [LeftOut]
    public JsonObject? AuthState { get; init; }

    /// <summary>The model as far as a caller may see it; null when that is nothing at all.</summary>
    public static UserModel? From(UserSnapshot snapshot, UserView view, UserKeys atLeast = UserKeys.None, JsonObject? authState = null)
    {
        var keys = view.KeysOf(snapshot) | atLeast;
        if (keys == UserKeys.None)
            return null;
        var user = snapshot.User;
        var main = snapshot.Servers.FirstOrDefault(server => server.Name.Length == 0);
        return new UserModel(keys)
        {
            Name = user.Name,
            UserInfo = user.UserInfo,
            Admin = user.Admin,
            Roles = user.Admin ? [.. snapshot.Roles, "admin"] : snapshot.Roles,
            Groups = snapshot.Groups,
            Server = main is { State: ServerState.Ready } ? view.Addresses.Url(user.Name, "") : null,
            Pending = main?.Pending,
            Created = user.Created,
            LastActivity = user.LastActivity,
            AuthState = keys.HasFlag(UserKeys.AuthState) ? authState : null,
            Servers = keys.HasFlag(UserKeys.Servers) ? ServersOf(snapshot, view) : new Dictionary<string, ServerModel>(),
        };
    }

    public void WriteTo(JsonWriter json, JsonSerializer serializer)
    {
        json.WriteStartObject();
        json.Pair("kind", Kind);
        json.Pair("name", Name);
        if (shown.HasFlag(UserKeys.UserInfo))
            json.Pair("user_info", UserInfo);
        if (shown.HasFlag(UserKeys.Admin))
            json.Pair("admin", Admin);
        if (shown.HasFlag(UserKeys.Roles))
            json.Pair("roles", Roles);
        if (shown.HasFlag(UserKeys.Groups))
            json.Pair("groups", Groups);
        if (shown.HasFlag(UserKeys.Server))
            json.Pair("server", Server);
        if (shown.HasFlag(UserKeys.Pending))
            json.Pair("pending", Pending);
        if (shown.HasFlag(UserKeys.Created))
            json.Pair("created", Created);
        if (shown.HasFlag(UserKeys.LastActivity))
            json.Pair("last_activity", LastActivity);
        if (shown.HasFlag(UserKeys.Servers))
            WriteServers(json, serializer);
        if (shown.HasFlag(UserKeys.AuthState))
            json.Pair("auth_state", AuthState);
        json.WriteEndObject();
    }

    private void WriteServers(JsonWriter json, JsonSerializer serializer)
    {
        json.Key("servers");
        json.WriteStartObject();
        foreach (var (name, server) in Servers)
        {
            json.WritePropertyName(name);
            server.WriteTo(json, serializer);
        }

        json.WriteEndObject();
    }

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
