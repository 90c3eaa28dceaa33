namespace Hub.Domain.Scopes;

/// <summary>One way in which somebody holds a scope.</summary>
/// <param name="Source">The name of the source.</param>
/// <param name="Written">The scope in that source that contains the one asked about.</param>
/// <param name="Filter">On what it is held through that source.</param>
/// <param name="CoversTarget">Whether this alone allows the action asked about.</param>
public sealed record ScopeGrant(string Source, string Written, ScopeFilter Filter, bool CoversTarget);
