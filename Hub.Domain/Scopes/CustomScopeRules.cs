using System.Text.RegularExpressions;

namespace Hub.Domain.Scopes;

/// <summary>What <c>custom_scopes</c> may and may not define; every mistake is reported, not only the first.</summary>
internal static partial class CustomScopeRules
{
    public static IEnumerable<string> Mistakes(ScopeTable table, IReadOnlyCollection<CustomScope> scopes)
    {
        var names = scopes.Select(scope => scope.Name).ToHashSet(StringComparer.Ordinal);
        return scopes.SelectMany(scope => MistakesIn(scope, table, names))
            .Concat(Repeated(scopes))
            .Concat(Circles(scopes));
    }

    private static IEnumerable<string> MistakesIn(CustomScope scope, ScopeTable table, HashSet<string> names)
    {
        var defined = table.Find(scope.Name);
        if (defined is not null && !Same(defined, scope))
            yield return $"Cannot redefine scope '{scope.Name}'.";
        else if (!NamePattern().IsMatch(scope.Name))
            yield return $"Invalid scope name: '{scope.Name}'. Custom scopes start with 'custom:', followed by lowercase letters, digits "
                + "and -_:*, of which the first is a letter or digit and the last no hyphen or colon.";
        if (scope.Description is null)
            yield return $"Scope '{scope.Name}' has no 'description'.";
        foreach (var subscope in scope.Subscopes.Where(subscope => !names.Contains(subscope)))
        {
            yield return table.Defines(subscope)
                ? $"Subscope '{subscope}' of '{scope.Name}' is not a custom scope; a role can combine scopes of both kinds."
                : $"Subscope '{subscope}' of '{scope.Name}' is not defined.";
        }
    }

    private static IEnumerable<string> Repeated(IReadOnlyCollection<CustomScope> scopes) => scopes
        .GroupBy(scope => scope.Name, StringComparer.Ordinal)
        .Where(group => group.Count() > 1)
        .Select(group => $"Scope '{group.Key}' is defined more than once.");

    // JupyterHub would follow such a circle until the stack is full.
    private static IEnumerable<string> Circles(IReadOnlyCollection<CustomScope> scopes)
    {
        var subscopes = scopes.ToLookup(scope => scope.Name, scope => scope.Subscopes, StringComparer.Ordinal);
        foreach (var scope in scopes)
        {
            var reached = new HashSet<string>(StringComparer.Ordinal);
            var next = new Stack<string>(scope.Subscopes);
            while (next.TryPop(out var name))
            {
                if (reached.Add(name))
                    subscopes[name].SelectMany(below => below).ToList().ForEach(next.Push);
            }

            if (reached.Contains(scope.Name))
                yield return $"Scope '{scope.Name}' contains itself.";
        }
    }

    private static bool Same(ScopeDefinition defined, CustomScope scope) =>
        defined.Description == scope.Description && defined.Subscopes.SequenceEqual(scope.Subscopes, StringComparer.Ordinal);

    [GeneratedRegex(@"^custom:[a-z0-9][a-z0-9_\-*:]+[a-z0-9_*]\z")]
    private static partial Regex NamePattern();
}
