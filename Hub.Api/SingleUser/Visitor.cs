using Hub.Domain.Scopes;

namespace Hub.Api.SingleUser;

/// <summary>Who visits, as the hub says.</summary>
/// <param name="Kind"><c>user</c> or <c>service</c>.</param>
/// <param name="Scopes">What the visitor's token allows.</param>
public sealed record Visitor(string Kind, string Name, string DisplayName, IReadOnlyList<string> Scopes)
{
    /// <summary>Whether the token holds one of the scopes, as it is written or in a wider form.</summary>
    /// <remarks>Who is in which group only the hub knows; it gives out tokens that name the server itself.</remarks>
    public bool HoldsAny(IReadOnlyList<string> wanted)
    {
        var held = ScopeTable.Default.Expand(Scopes, ScopeOwner.Nobody);
        return wanted.Any(text => Scope.TryParse(text, out var scope) && !scope.IsBare && held.Contains(scope, GroupMembership.None));
    }
}
