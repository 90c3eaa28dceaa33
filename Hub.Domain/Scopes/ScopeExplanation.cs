namespace Hub.Domain.Scopes;

/// <summary>Why somebody can or cannot do something: every source that holds the scope, also those whose filter is too narrow.</summary>
public sealed class ScopeExplanation
{
    private ScopeExplanation(string scope, IReadOnlyList<ScopeGrant> grants)
    {
        Scope = scope;
        Grants = grants;
    }

    public string Scope { get; }

    public IReadOnlyList<ScopeGrant> Grants { get; }

    public bool IsAllowed => Grants.Any(grant => grant.CoversTarget);

    /// <summary>Whether the scope is held at all; when it is and still does not allow the action, a filter is in the way.</summary>
    public bool IsHeld => Grants.Count > 0;

    /// <param name="table">The scopes this hub knows.</param>
    /// <param name="baseScope">The scope asked about, without a filter.</param>
    /// <param name="target">What the action is about; null asks for the scope without any filter.</param>
    /// <param name="owner">Who holds the sources.</param>
    /// <param name="sources">Where the owner's scopes come from.</param>
    public static ScopeExplanation Of(
        ScopeTable table, string baseScope, ScopeTarget? target, ScopeOwner owner, IEnumerable<ScopeSource> sources)
    {
        var grants = from source in sources
                     from written in source.Scopes
                     let filter = table.Expand([written], owner).FilterOf(baseScope)
                     where !filter.IsNothing
                     select new ScopeGrant(source, written, filter, target is { } asked ? filter.Covers(asked) : filter.IsEverything);
        return new ScopeExplanation(baseScope, [.. grants]);
    }
}
