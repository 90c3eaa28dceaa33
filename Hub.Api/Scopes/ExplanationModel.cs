using Hub.Domain.Scopes;

namespace Hub.Api.Scopes;

/// <summary>Why a user can or cannot do something.</summary>
public sealed class ExplanationModel
{
    /// <summary>The user asked about.</summary>
    public required string User { get; init; }

    /// <summary>The scope asked about, with the filter that says on what.</summary>
    public required string Scope { get; init; }

    /// <summary>Whether the user may.</summary>
    public required bool Allowed { get; init; }

    /// <summary>The answer as a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Every way in which the user holds the scope, also those whose filter is too narrow.</summary>
    public required IReadOnlyList<ScopeGrantModel> Grants { get; init; }

    public static ExplanationModel From(string user, string scope, ScopeExplanation explanation) => new()
    {
        User = user,
        Scope = scope,
        Allowed = explanation.IsAllowed,
        Reason = ReasonOf(user, scope, explanation),
        Grants = [.. explanation.Grants.Select(grant => ScopeGrantModel.From(explanation.Scope, grant))],
    };

    private static string ReasonOf(string user, string scope, ScopeExplanation explanation)
    {
        if (explanation.Grants.FirstOrDefault(grant => grant.CoversTarget) is { } grant)
            return $"{user} may: {grant.Source} has {grant.Written}";
        if (explanation.IsHeld)
            return $"{user} may not: the scope is held through {string.Join(", ", explanation.Grants.Select(held => held.Source).Distinct())}, "
                + "but no filter there reaches this";
        return $"{user} may not: no role or share has {scope} or a scope that contains it";
    }
}
