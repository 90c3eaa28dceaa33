using System.Text.Json.Nodes;
using Hub.Api.OpenApi;
using Hub.Api.Users;
using Hub.Api.Wire.Json;
using Hub.Domain.Servers;
using Newtonsoft.Json;

namespace Hub.Api.Servers;

/// <summary>A server of a user.</summary>
public sealed class ServerModel : IJsonModel
{
    /// <summary>The server's name; empty for the default server.</summary>
    public required string Name { get; init; }

    /// <summary>What people call it.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Owner and name, as <c>user/name</c>.</summary>
    public required string FullName { get; init; }

    /// <summary>When it was last active; null when never.</summary>
    public DateTimeOffset? LastActivity { get; init; }

    /// <summary>When its present run was asked for; null when it is stopped.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary><c>spawn</c> while it starts, <c>stop</c> while it stops, else null.</summary>
    public string? Pending { get; init; }

    /// <summary>Whether it can be used.</summary>
    public bool Ready { get; init; }

    /// <summary>Whether nothing of it runs.</summary>
    public bool Stopped { get; init; }

    /// <summary>Its path behind the proxy; its whole URL where users have hosts of their own.</summary>
    public required string Url { get; init; }

    /// <summary>What its user chose at the last start.</summary>
    public required JsonObject UserOptions { get; init; }

    /// <summary>The path of the progress of its start, as server-sent events.</summary>
    public required string ProgressUrl { get; init; }

    /// <summary>Its whole URL; null when the hub does not know its own public address.</summary>
    public string? FullUrl { get; init; }

    /// <summary>The whole URL of the progress; null as <c>full_url</c> is.</summary>
    public string? FullProgressUrl { get; init; }

    /// <summary>What the spawner tells of it, such as the process id of a local server; only with the scope <c>admin:server_state</c>.</summary>
    [LeftOut]
    public JsonObject? State { get; init; }

    public static ServerModel From(Server server, string owner, IReadOnlyList<string> ownersGroups, UserView view) =>
        new()
        {
            Name = server.Name,
            DisplayName = server.DisplayName,
            FullName = $"{owner}/{server.Name}",
            LastActivity = server.LastActivity,
            Started = server.Started,
            Pending = server.Pending,
            Ready = server.State == ServerState.Ready,
            Stopped = !server.Active,
            Url = view.Addresses.Url(owner, server.Name),
            UserOptions = server.UserOptions ?? [],
            ProgressUrl = view.Addresses.ProgressPath(owner, server.Name),
            FullUrl = view.Addresses.FullUrl(owner, server.Name),
            FullProgressUrl = view.Addresses.FullProgressUrl(owner, server.Name),
            State = view.ShowsState(owner, server.Name, ownersGroups) ? view.StateOf(server) : null,
        };

    public void WriteTo(JsonWriter json, JsonSerializer serializer)
    {
        json.WriteStartObject();
        json.Pair("name", Name);
        json.Pair("display_name", DisplayName);
        json.Pair("full_name", FullName);
        json.Pair("last_activity", LastActivity);
        json.Pair("started", Started);
        json.Pair("pending", Pending);
        json.Pair("ready", Ready);
        json.Pair("stopped", Stopped);
        json.Pair("url", Url);
        json.Pair("user_options", UserOptions);
        json.Pair("progress_url", ProgressUrl);
        json.Pair("full_url", FullUrl);
        json.Pair("full_progress_url", FullProgressUrl);
        if (State is not null)
            json.Pair("state", State);
        json.WriteEndObject();
    }
}
