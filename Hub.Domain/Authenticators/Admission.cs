using Hub.Domain.Authenticators.Hooks;
using Hub.Domain.Users;

namespace Hub.Domain.Authenticators;

/// <summary>
/// Decides whether somebody, once it is known who they are, may come in, always in this order: normalise the name, check its form,
/// blocked names, rules that allow, admin, the operator's own check.
/// </summary>
public sealed class Admission(AuthenticatorOptions options, UserNames names, IUserStore users, PostLogin check)
{
    private readonly LoginRules rules = new(options, names);

    /// <returns>The user under the name that is kept; null when they may not come in.</returns>
    public async Task<AuthenticatedUser?> AtLoginAsync(AuthenticatedUser claimed, CancellationToken ct) =>
        await ByRulesAsync(claimed, ct) is { } user ? await check.AskAsync(user, ct) : null;

    /// <summary>Without the operator's own check, which is about logins.</summary>
    public async Task<AuthenticatedUser?> ByRulesAsync(AuthenticatedUser claimed, CancellationToken ct)
    {
        var name = names.Normalize(claimed.Name);
        // What forbids comes first and alone: nothing that allows can make up for it.
        if (!names.IsValid(name) || rules.IsBlocked(name))
            return null;
        var known = await users.FindAsync(name, ct) is not null;
        if (!claimed.Allowed && !rules.IsAllowed(name, known))
            return null;
        return claimed with { Name = name, Admin = rules.IsAdmin(name) ? true : claimed.Admin };
    }
}
