using System.Text.RegularExpressions;
using Hub.Domain.Configuration;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Roles;

/// <summary>The roles and scopes the configuration defines.</summary>
[TraitClass("JupyterHub")]
public sealed partial record RoleOptions : ICheckedOptions
{
    /// <summary>
    /// The roles, as <c>[{"name": "reader", "scopes": ["read:users"], "users": ["ann"], "groups": [], "services": []}]</c>. Those who
    /// are listed are the only ones who hold the role; a kind that is left out holds nobody, but for the users of <c>user</c> and the
    /// users and services of <c>admin</c>, who stay as they are. A default role may be given partly; the scopes of admin cannot be
    /// changed. Roles no longer listed are removed at the next start. Default: none.
    /// </summary>
    public IReadOnlyList<RoleDefinition> LoadRoles { get; init; } = [];

    /// <summary>
    /// Scopes of your own, as <c>{"custom:app:read": {"description": "…", "subscopes": []}}</c>. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, CustomScopeDefinition> CustomScopes { get; init; } = new Dictionary<string, CustomScopeDefinition>();

    /// <summary>Scopes every user has beside those of the role <c>user</c>. Default: none.</summary>
    public IReadOnlySet<string> ExtraUserScopes { get; init; } = new HashSet<string>();

    public IEnumerable<OptionProblem> Check() => CheckRoles().Concat(CheckScopes());

    public IEnumerable<OptionProblem> CheckWith(HubConfiguration all)
    {
        for (var i = 0; all.Authenticator.ManageRoles && i < LoadRoles.Count; i++)
        {
            if (LoadRoles[i].Users is { Count: > 0 } || LoadRoles[i].Groups is { Count: > 0 })
            {
                yield return new OptionProblem(nameof(LoadRoles),
                    "names users or groups, but Authenticator.manage_roles leaves them to the authenticator", "a role without users and groups")
                { Path = $"[{i}]" };
            }
        }
    }

    private IEnumerable<OptionProblem> CheckRoles()
    {
        var names = new HashSet<string>();
        for (var i = 0; i < LoadRoles.Count; i++)
        {
            var role = LoadRoles[i];
            if (role.Name.Length > 0 && !names.Add(role.Name))
                yield return new OptionProblem(nameof(LoadRoles), "another role has this name", "a name of its own") { Path = $"[{i}].name" };
            if (role is { Name: "admin", Scopes: not null })
            {
                yield return new OptionProblem(nameof(LoadRoles), "the scopes of the role admin cannot be changed", "the role without scopes")
                { Path = $"[{i}].scopes" };
            }

            if (role is { Name: "user", Scopes: { } scopes } && !scopes.Contains("self"))
            {
                yield return new OptionProblem(nameof(LoadRoles), "lacks the scope self, without which users cannot use their own servers",
                    "JupyterHub.extra_user_scopes to add scopes")
                { Path = $"[{i}].scopes", IsWarning = true };
            }

            if (role is { Name: "user", Scopes: not null } && ExtraUserScopes.Count > 0)
                yield return new OptionProblem(nameof(ExtraUserScopes), "does not count, because load_roles says what the role user is", "one or the other") { IsWarning = true };
        }
    }

    private IEnumerable<OptionProblem> CheckScopes()
    {
        foreach (var (scope, definition) in CustomScopes)
        {
            if (!CustomScope().IsMatch(scope))
            {
                yield return new OptionProblem(nameof(CustomScopes), "the scope's name does not have the form of one",
                    "custom: and then a-z 0-9 - _ * :, beginning with a letter or digit and not ending in - or :")
                { Path = $"[\"{scope}\"]" };
            }

            foreach (var subscope in definition.Subscopes.Where(subscope => !CustomScopes.ContainsKey(subscope)))
            {
                yield return new OptionProblem(nameof(CustomScopes), $"the subscope {subscope} is not defined here", "custom scopes only")
                { Path = $"[\"{scope}\"].subscopes" };
            }
        }
    }

    [GeneratedRegex(@"^custom:[a-z0-9][a-z0-9_\-*:]+[a-z0-9_*]\z", RegexOptions.CultureInvariant)]
    private static partial Regex CustomScope();
}
