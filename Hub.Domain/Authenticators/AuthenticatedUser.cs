using System.Text.Json.Nodes;

namespace Hub.Domain.Authenticators;

/// <summary>Who an authenticator says somebody is.</summary>
public sealed record AuthenticatedUser
{
    public required string Name { get; init; }

    /// <summary>Whether they are an admin; null leaves that to what the hub already knows.</summary>
    public bool? Admin { get; init; }

    /// <summary>The groups they are in; null when the authenticator does not know. Counts only with <c>manage_groups</c>.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>What the authenticator wants kept about the user.</summary>
    public JsonObject? AuthState { get; init; }
}
