using Hub.Domain.Access;
using Hub.Domain.Groups;
using Hub.Domain.Roles;
using Hub.Domain.Tokens;
using Hub.Domain.Users;

namespace Hub.Tests.Support;

/// <summary>Makes users of a hub under test, with the scopes a case needs.</summary>
public static class HubAccounts
{
    private static int made;

    /// <summary>A name nobody has.</summary>
    public static string NewName(string prefix) => $"{prefix}-{Interlocked.Increment(ref made)}";

    /// <summary>A fresh user with just these scopes, beside none of the role <c>user</c>.</summary>
    public static async Task<ApiClient> UserWithAsync(this HubApplication hub, params string[] scopes)
    {
        var client = await hub.UserAsync();
        var (users, roles) = (hub.Get<IUserStore>(), hub.Get<IRoleStore>());
        var user = (await users.FindAsync(client.Name, default))!;
        await roles.TakeAsync((await roles.FindAsync("user", default))!.Id, new RoleHolder(RoleHolderKind.User, user.Id), default);
        var role = new Role { Name = NewName("case"), Scopes = [.. scopes], Origin = RoleOrigin.Api };
        await roles.CreateAsync(role, default);
        await roles.GiveAsync(role.Id, new RoleHolder(RoleHolderKind.User, user.Id), default);
        return client;
    }

    /// <summary>A fresh user, or admin, with a token for everything they may do.</summary>
    public static async Task<ApiClient> UserAsync(this HubApplication hub, bool admin = false, string prefix = "user")
    {
        var name = NewName(prefix);
        await hub.Get<IUserStore>().CreateAsync([name], admin, default);
        return await hub.ClientAsync(name);
    }

    /// <summary>A client with a token of a user who exists.</summary>
    /// <param name="scopes">What the token is limited to; everything when there are none.</param>
    public static async Task<ApiClient> ClientAsync(this HubApplication hub, string name, params string[] scopes)
    {
        var user = (await hub.Get<IUserStore>().FindAsync(name, default))!;
        var issued = await hub.Get<TokenIssuer>().IssueAsync(
            OwnerKind.User, user.Id, new TokenRequest(null, null, scopes.Length == 0 ? null : scopes, null), default);
        return new ApiClient(hub.Port, name, issued.Secret);
    }

    /// <summary>A fresh group with these members; returns its name.</summary>
    public static async Task<string> GroupAsync(this HubApplication hub, params string[] members)
    {
        var name = NewName("group");
        await hub.Get<IGroupStore>().CreateAsync(name, members, default);
        return name;
    }
}
