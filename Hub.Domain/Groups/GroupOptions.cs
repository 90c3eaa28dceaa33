using Hub.Domain.Configuration;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Groups;

/// <summary>The groups the configuration defines.</summary>
[TraitClass("JupyterHub")]
public sealed record GroupOptions : ICheckedOptions
{
    /// <summary>
    /// Groups to create and fill at start, as <c>{"class-a": {"users": ["ann"], "properties": {"room": 7}}}</c> or
    /// <c>{"class-a": ["ann"]}</c>. Users are added, never taken out; properties replace. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, GroupDefinition> LoadGroups { get; init; } = new Dictionary<string, GroupDefinition>();

    public IEnumerable<OptionProblem> Check() => LoadGroups.Keys
        .Where(string.IsNullOrWhiteSpace)
        .Select(name => new OptionProblem(nameof(LoadGroups), "a group has no name", "a name that is not empty") { Path = $"[\"{name}\"]" });

    public IEnumerable<OptionProblem> CheckWith(HubConfiguration all)
    {
        if (LoadGroups.Count > 0 && all.Authenticator.ManageGroups)
            yield return new OptionProblem(nameof(LoadGroups), "is set, but Authenticator.manage_groups leaves groups to the authenticator", "one of the two");
    }
}
