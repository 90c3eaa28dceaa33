namespace Hub.Domain.Scopes;

/// <summary>One way in which somebody holds a scope.</summary>
/// <param name="From">The role or share it comes from.</param>
/// <param name="Written">The scope in that source that contains the one asked about.</param>
/// <param name="Filter">On what it is held through that source.</param>
/// <param name="CoversTarget">Whether this alone allows the action asked about.</param>
public sealed record ScopeGrant(ScopeSource From, string Written, ScopeFilter Filter, bool CoversTarget)
{
    /// <summary>The name of the source.</summary>
    public string Source => From.Name;
}
