namespace Hub.Domain.Scopes;

/// <summary>What somebody may do: for each base scope, on what. Immutable; made by <see cref="ScopeTable.Expand"/>.</summary>
public sealed class ScopeSet : IEquatable<ScopeSet>
{
    private readonly ScopeTable _table;
    private readonly ScopeFilter[] _filters;

    internal ScopeSet(ScopeTable table) : this(table, [])
    {
    }

    /// <param name="table">The table that numbers the base scopes.</param>
    /// <param name="filters">One filter for each base scope, in the table's order; or none at all for the empty set.</param>
    internal ScopeSet(ScopeTable table, ScopeFilter[] filters)
    {
        _table = table;
        _filters = Array.TrueForAll(filters, filter => filter.IsNothing) ? [] : filters;
    }

    public bool IsEmpty => _filters.Length == 0;

    /// <summary>Whether the base scope is held in any form, filtered or not.</summary>
    public bool Holds(string baseScope) => !FilterOf(baseScope).IsNothing;

    /// <summary>On what the base scope is held; <see cref="ScopeFilter.Nothing"/> when it is not.</summary>
    public ScopeFilter FilterOf(string baseScope) =>
        _filters.Length > 0 && _table.TryGetId(baseScope, out var id) ? _filters[id] : ScopeFilter.Nothing;

    /// <summary>Whether the base scope is held on a target.</summary>
    public bool Covers(string baseScope, in ScopeTarget target) => FilterOf(baseScope).Covers(target);

    /// <summary>Whether a scope is held as it is written, or in a wider form.</summary>
    /// <exception cref="ArgumentException">The filter is bare: it has to be resolved for its owner first.</exception>
    public bool Contains(Scope scope, IGroupMembership membership)
    {
        var filter = FilterOf(scope.Base);
        return scope switch
        {
            { Kind: ScopeFilterKind.None } => filter.IsEverything,
            { Name: null } => throw new ArgumentException($"The filter of {scope} does not say whom it means.", nameof(scope)),
            { Kind: ScopeFilterKind.User } => filter.HasUser(scope.Name, membership),
            { Kind: ScopeFilterKind.Server } => filter.HasServer(scope.Name, membership),
            { Kind: ScopeFilterKind.Group } => filter.IsEverything || filter.Groups.Contains(scope.Name),
            _ => filter.IsEverything || filter.Services.Contains(scope.Name),
        };
    }

    public ScopeSet Union(ScopeSet other)
    {
        if (other.IsEmpty || ReferenceEquals(this, other))
            return this;
        return IsEmpty ? other : Combine(other, (mine, theirs) => mine.Union(theirs));
    }

    /// <summary>What both sets allow; see <see cref="ScopeFilter.Intersect"/> for what filters have in common.</summary>
    public ScopeSet Intersect(ScopeSet other, IGroupMembership membership)
    {
        if (IsEmpty || ReferenceEquals(this, other))
            return this;
        return other.IsEmpty ? other : Combine(other, (mine, theirs) => mine.Intersect(theirs, membership));
    }

    /// <summary>The forms written here and not there: filters are compared as names, not by what they cover.</summary>
    public ScopeSet Except(ScopeSet other) =>
        IsEmpty || other.IsEmpty ? this : Combine(other, (mine, theirs) => mine.Except(theirs));

    /// <summary>Whose groups must be known to intersect with another set; usually nobody's.</summary>
    public IReadOnlySet<string> UsersToLookUp(ScopeSet other)
    {
        var users = new HashSet<string>(StringComparer.Ordinal);
        for (var id = 0; id < Math.Min(_filters.Length, other._filters.Length); id++)
        {
            AddUsersToLookUp(_filters[id], other._filters[id], users);
            AddUsersToLookUp(other._filters[id], _filters[id], users);
        }

        return users;
    }

    /// <summary>The scopes as JupyterHub shows them: every form in full, in order.</summary>
    public IReadOnlyList<string> ToStrings()
    {
        var strings = new List<string>(_filters.Length);
        for (var id = 0; id < _filters.Length; id++)
            _filters[id].WriteForms(_table.NameOf(id), strings);
        strings.Sort(StringComparer.Ordinal);
        return strings;
    }

    public bool Equals(ScopeSet? other) => other is not null && _filters.AsSpan().SequenceEqual(other._filters);

    public override bool Equals(object? obj) => Equals(obj as ScopeSet);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var filter in _filters)
            hash.Add(filter);
        return hash.ToHashCode();
    }

    public override string ToString() => string.Join(' ', ToStrings());

    private static void AddUsersToLookUp(ScopeFilter named, ScopeFilter grouped, HashSet<string> users)
    {
        if (grouped.Groups.Count == 0)
            return;
        users.UnionWith(named.Users.Except(grouped.Users));
        var owners = named.Servers.Except(grouped.Servers).Select(ServerFullName.OwnerOf);
        users.UnionWith(owners.Where(owner => !grouped.Users.Contains(owner)));
    }

    private ScopeSet Combine(ScopeSet other, Func<ScopeFilter, ScopeFilter, ScopeFilter> combine)
    {
        if (!ReferenceEquals(_table, other._table))
            throw new ArgumentException("The scopes come from different tables.", nameof(other));
        var filters = new ScopeFilter[_filters.Length];
        for (var id = 0; id < filters.Length; id++)
            filters[id] = combine(_filters[id], other._filters[id]);
        // Tokens often allow just what their owner may do; then the two share one set.
        if (SameFilters(filters, _filters))
            return this;
        return SameFilters(filters, other._filters) ? other : new ScopeSet(_table, filters);
    }

    private static bool SameFilters(ScopeFilter[] left, ScopeFilter[] right)
    {
        for (var id = 0; id < left.Length; id++)
        {
            if (!ReferenceEquals(left[id], right[id]))
                return false;
        }

        return true;
    }
}
