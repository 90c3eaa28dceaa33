using Hub.Domain.Scopes;

namespace Hub.Api.Scopes;

/// <summary>One way in which a user holds a scope.</summary>
public sealed class ScopeGrantModel
{
    /// <summary>Where it comes from, as a phrase.</summary>
    public required string Source { get; init; }

    /// <summary>The role it comes from; null for a share.</summary>
    public string? Role { get; init; }

    /// <summary>The group the role or share comes through; null when it is the user's own.</summary>
    public string? Group { get; init; }

    /// <summary>The shared server it comes from, as <c>owner/name</c>; null for a role.</summary>
    public string? Server { get; init; }

    /// <summary>The scope written there, which is or contains the one asked about.</summary>
    public required string Written { get; init; }

    /// <summary>The forms of the scope asked about that it comes to for this user.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Whether this alone is enough.</summary>
    public required bool Allows { get; init; }

    public static ScopeGrantModel From(string scope, ScopeGrant grant) => new()
    {
        Source = grant.Source,
        Role = grant.From.Role,
        Group = grant.From.Group,
        Server = grant.From.Server,
        Written = grant.Written,
        Scopes = grant.Filter.FormsOf(scope),
        Allows = grant.CoversTarget,
    };
}
