namespace Hub.Domain.Scopes;

/// <summary>What the filter of a scope speaks of; as flags, which kinds a filter mentions.</summary>
[Flags]
public enum ScopeFilterKind
{
    None = 0,
    User = 1,
    Group = 2,
    Server = 4,
    Service = 8,
}
