using System.Collections.Frozen;

namespace Hub.Domain.Scopes;

/// <summary>Every scope this hub knows, what each contains, and how to turn written scopes into a <see cref="ScopeSet"/>.</summary>
public sealed class ScopeTable
{
    /// <summary>The scopes of JupyterHub, without any from the configuration.</summary>
    public static readonly ScopeTable Default = new(BuiltInScopes.All);

    private readonly ScopeDefinition[] _definitions;
    private readonly FrozenDictionary<string, int> _ids;
    private readonly int[][] _contained;
    private readonly bool[] _dropsServers;

    private ScopeTable(IEnumerable<ScopeDefinition> definitions)
    {
        _definitions = [.. definitions];
        _ids = _definitions.Select((definition, id) => KeyValuePair.Create(definition.Name, id)).ToFrozenDictionary(StringComparer.Ordinal);
        _contained = [.. _definitions.Select(definition => Contained([definition.Name]))];
        // A server filter says nothing about users: servers!server=u/s must not become read:users:name!server=u/s.
        _dropsServers = [.. _definitions.Select(definition => definition.Name.StartsWith("read:user", StringComparison.Ordinal))];
        SelfIds = Contained(BuiltInScopes.Self);
        Empty = new ScopeSet(this);
    }

    /// <summary>All definitions, those of the hub first.</summary>
    public IReadOnlyList<ScopeDefinition> Definitions => _definitions;

    /// <summary>The set that allows nothing.</summary>
    public ScopeSet Empty { get; }

    internal int Count => _definitions.Length;

    internal int[] SelfIds { get; }

    /// <summary>This table and the scopes of <c>custom_scopes</c>.</summary>
    /// <param name="scopes">What the configuration defines.</param>
    /// <param name="mistakes">All that is wrong with it, in plain words; when there is anything, the table is returned as it was.</param>
    public ScopeTable With(IReadOnlyCollection<CustomScope> scopes, out IReadOnlyList<string> mistakes)
    {
        mistakes = [.. CustomScopeRules.Mistakes(this, scopes)];
        if (mistakes.Count > 0)
            return this;
        var added = scopes.Where(scope => !Defines(scope.Name))
            .Select(scope => new ScopeDefinition(scope.Name, scope.Description ?? "", scope.Subscopes));
        return new ScopeTable(_definitions.Concat(added));
    }

    public bool Defines(string baseScope) => _ids.ContainsKey(baseScope);

    public ScopeDefinition? Find(string baseScope) => _ids.TryGetValue(baseScope, out var id) ? _definitions[id] : null;

    /// <summary>The base scope and all it contains, directly or not.</summary>
    public IEnumerable<string> Expansion(string baseScope) => _ids.TryGetValue(baseScope, out var id) ? _contained[id].Select(NameOf) : [];

    /// <summary>What is wrong with a written scope, in JupyterHub's words; null when nothing is.</summary>
    /// <param name="text">The scope as it was written.</param>
    /// <param name="who">What it was written for, such as <c>role teacher</c>.</param>
    public string? MistakeIn(string text, string who)
    {
        var (baseScope, filter) = Scope.Cut(text);
        if (baseScope == "all")
            return "Draft scope 'all' is now called 'inherit'";
        if (!Defines(baseScope))
            return $"Scope '{text}' for {who} does not exist";
        if (Scope.TryParse(text, out _))
            return null;
        var word = filter!.TrimEnd('=');
        return filter.Length == 0 || (word.Length == filter.Length - 1 && Scope.KindOf(word) != ScopeFilterKind.None)
            ? $"Empty string is not a valid filter: {text}"
            : $"Scope filter {filter} '!{filter}' in scope '{text}' for {who} does not exist";
    }

    /// <summary>All that is wrong with a list of written scopes.</summary>
    public IReadOnlyList<string> MistakesIn(IEnumerable<string> scopes, string who) =>
        [.. scopes.Select(scope => MistakeIn(scope, who)).OfType<string>()];

    /// <summary>What written scopes allow their owner: metascopes and bare filters resolved, subscopes added, overlaps reduced.</summary>
    /// <remarks>
    /// A scope that does not exist allows nothing. Roles and tokens outlive the configuration, so one custom scope less must not
    /// shut out everybody who holds it; new scopes are checked with <see cref="MistakesIn"/>.
    /// </remarks>
    public ScopeSet Expand(IEnumerable<string> scopes, ScopeOwner owner) => Collect(scopes, owner, subscopes: true);

    /// <summary>
    /// The most written scopes can come to, whoever holds them: <c>self</c> and bare filters as if they spoke of everybody.
    /// </summary>
    public ScopeSet ExpandWidest(IEnumerable<string> scopes) => Expand(
        scopes.SelectMany(text => !Scope.TryParse(text, out var scope) ? []
            : scope.Base == "self" ? BuiltInScopes.Self
            : scope.IsBare ? [scope.Base]
            : (IReadOnlyList<string>)[text]),
        ScopeOwner.Nobody);

    /// <summary>Reads scopes that were expanded before, such as those of <see cref="ScopeSet.ToStrings"/>; adds no subscopes.</summary>
    public ScopeSet Read(IEnumerable<string> expandedScopes) => Collect(expandedScopes, ScopeOwner.Nobody, subscopes: false);

    internal bool TryGetId(string baseScope, out int id) => _ids.TryGetValue(baseScope, out id);

    internal string NameOf(int id) => _definitions[id].Name;

    private ScopeSet Collect(IEnumerable<string> texts, ScopeOwner owner, bool subscopes)
    {
        var forms = new Dictionary<int, List<Scope>>();
        foreach (var text in texts)
        {
            if (!Scope.TryParse(text, out var scope) || !_ids.TryGetValue(scope.Base, out var id) || scope.Resolve(owner) is not { } form)
                continue;
            if (!forms.TryGetValue(id, out var list))
                forms[id] = list = [];
            list.Add(form);
        }

        var filters = new ScopeFilter[Count];
        Array.Fill(filters, ScopeFilter.Nothing);
        foreach (var (id, list) in forms)
            Add(filters, id, ScopeFilter.Of(list), owner, subscopes);
        return new ScopeSet(this, filters);
    }

    private void Add(ScopeFilter[] filters, int id, ScopeFilter filter, ScopeOwner owner, bool subscopes)
    {
        if (_definitions[id].Name == "self")
        {
            if (filter.IsEverything && owner.UserName is { } user)
                Add(filters, SelfIds, ScopeFilter.OfUser(user));
        }
        else if (subscopes)
        {
            Add(filters, _contained[id], filter);
        }
        else
        {
            filters[id] = filters[id].Union(filter);
        }
    }

    private void Add(ScopeFilter[] filters, int[] ids, ScopeFilter filter)
    {
        var onUsers = filter.WithoutServers();
        foreach (var id in ids)
            filters[id] = filters[id].Union(_dropsServers[id] ? onUsers : filter);
    }

    private int[] Contained(IEnumerable<string> names)
    {
        var found = new HashSet<int>();
        var next = new Stack<string>(names);
        while (next.TryPop(out var name))
        {
            if (found.Add(_ids[name]))
                _definitions[_ids[name]].Subscopes.ToList().ForEach(next.Push);
        }

        return [.. found.Order()];
    }
}
