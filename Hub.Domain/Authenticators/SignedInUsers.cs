using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Users;

namespace Hub.Domain.Authenticators;

/// <summary>Writes down what an authenticator says of a user who may come in: the user, their groups and roles, and what is to be kept.</summary>
public sealed class SignedInUsers(IUserStore users, AuthenticatorOptions options, ProvidedRoles roles, AuthStateKeeper states)
{
    /// <param name="who">Under the name that is kept.</param>
    /// <param name="ct">Ends the wait for the database.</param>
    public async Task<User> SignedInAsync(AuthenticatedUser who, CancellationToken ct)
    {
        var user = await users.SignedInAsync(who.Name, roles.AdminOf(who), ct);
        await RestAsync(user, who, ct);
        await users.SetUserInfoAsync(user.Id, who.UserInfo, ct);
        await states.WriteAsync(user, who.AuthState, ct);
        return user;
    }

    /// <summary>As at a login, but what the authenticator says nothing of now stays as it is.</summary>
    public async Task RenewedAsync(User user, AuthenticatedUser who, CancellationToken ct)
    {
        if (roles.AdminOf(who) is { } admin && admin != user.Admin)
            await users.SignedInAsync(who.Name, admin, ct);
        await RestAsync(user, who, ct);
        if (who.UserInfo is not null)
            await users.SetUserInfoAsync(user.Id, who.UserInfo, ct);
        if (who.AuthState is not null)
            await states.WriteAsync(user, who.AuthState, ct);
    }

    private async Task RestAsync(User user, AuthenticatedUser who, CancellationToken ct)
    {
        if (options.ManageGroups && who.Groups is { } groups)
            await users.SetGroupsAsync(user.Id, [.. groups.Where(CanBeAGroup)], ct);
        await roles.GiveAsync(user.Id, who, ct);
    }

    /// <summary>What an authenticator or a hook names comes from elsewhere, and the database keeps no zero byte.</summary>
    private static bool CanBeAGroup(string name) => name.Length > 0 && !name.Contains('\0', StringComparison.Ordinal);
}
