using System.Text.Json.Nodes;
using Hub.Domain.Roles;

namespace Hub.Domain.Authenticators;

/// <summary>Who an authenticator says somebody is.</summary>
public sealed record AuthenticatedUser
{
    public required string Name { get; init; }

    /// <summary>Whether they are an admin; null leaves that to what the hub already knows.</summary>
    public bool? Admin { get; init; }

    /// <summary>The groups they are in; null when the authenticator does not know. Counts only with <c>manage_groups</c>.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>
    /// The roles they hold, those not yet known with their scopes; null when the authenticator does not know. Counts only with
    /// <c>manage_roles</c>.
    /// </summary>
    public IReadOnlyList<RoleDefinition>? Roles { get; init; }

    /// <summary>How they want to be shown: <c>name</c>, <c>display_name</c>, <c>initials</c>, <c>avatar_url</c>, <c>color</c>, or more; null for nothing.</summary>
    public JsonObject? UserInfo { get; init; }

    /// <summary>What the authenticator wants kept about the user.</summary>
    public JsonObject? AuthState { get; init; }

    /// <summary>Whether a rule of the authenticator's own, such as one on groups, lets them in; blocked names stay out all the same.</summary>
    public bool Allowed { get; init; }

    /// <summary>What they read when nothing lets them in; null for a general sentence.</summary>
    public string? Refusal { get; init; }

    /// <summary>Never what is kept, which holds tokens: records print themselves into logs.</summary>
    public override string ToString() => $"{nameof(AuthenticatedUser)} {Name}";
}
