using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Authenticators.Multi;

/// <summary>Several authenticators on one login page.</summary>
[TraitClass("MultiAuthenticator")]
public sealed record MultiOptions : ICheckedOptions
{
    /// <summary>
    /// The authenticators in the order of the page, each as <c>{"authenticator_class": "github", "username_prefix": "github:",
    /// "config": {"client_id": …}}</c>. All but one need a username_prefix. Default: none.
    /// </summary>
    [Trait("authenticators")]
    public IReadOnlyList<MultiEntry> Entries { get; init; } = [];

    /// <summary>The one that a user of this whole name comes from; null for a name that none of them can make.</summary>
    internal MultiEntry? Naming(string user) =>
        Entries.FirstOrDefault(entry => entry.Prefix.Length > 0 && user.StartsWith(entry.Prefix, StringComparison.Ordinal))
        ?? Entries.FirstOrDefault(entry => entry.Prefix.Length == 0);

    public IEnumerable<OptionProblem> Check()
    {
        for (var i = 0; i < Entries.Count; i++)
        {
            foreach (var problem in Entries[i].Problems().Concat(Clashes(i)))
                yield return new OptionProblem(nameof(Entries), problem, "see docs/authenticators/multi.md") { Path = $"[{i}]" };
        }
    }

    /// <summary>
    /// Nobody may get a name that another's rules can make: prefixes differ, none is the beginning of another, and at most one is empty.
    /// </summary>
    private IEnumerable<string> Clashes(int i)
    {
        foreach (var earlier in Entries.Take(i))
        {
            if (earlier.Id == Entries[i].Id)
                yield return $"has the same url_prefix as another: {Entries[i].Id}";
            if (earlier.IsNative && Entries[i].IsNative)
                yield return "is a second native: the hub keeps one list of accounts";
            if (earlier.Prefix.Length == 0 && Entries[i].Prefix.Length == 0)
                yield return "has no username_prefix, and neither has another: the same name would be two people";
            else if (earlier.Prefix.Length > 0 && Entries[i].Prefix.Length > 0
                && (earlier.Prefix.StartsWith(Entries[i].Prefix, StringComparison.Ordinal) || Entries[i].Prefix.StartsWith(earlier.Prefix, StringComparison.Ordinal)))
                yield return $"has a username_prefix that another begins with: {Entries[i].Prefix} and {earlier.Prefix}";
        }
    }
}
