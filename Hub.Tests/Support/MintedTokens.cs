using Hub.Domain.Access;
using Hub.Domain.Services;
using Hub.Domain.Tokens;
using Hub.Domain.Users;
using Hub.Tests.Support.Secrets;

namespace Hub.Tests.Support;

/// <summary>Tokens for tests, minted past the API, which has no operation for those of services.</summary>
public static class MintedTokens
{
    /// <param name="owner">A user, or <c>robot</c>, the service.</param>
    public static async Task<string> OfAsync(HubApplication hub, string owner, params string[] scopes)
    {
        var request = new TokenRequest("for a test", null, scopes, null);
        var (kind, id) = owner == "robot"
            ? (OwnerKind.Service, (await hub.Get<IServiceStore>().FindAsync(owner, CancellationToken.None))!.Service.Id)
            : (OwnerKind.User, (await hub.Get<IUserStore>().FindAsync(owner, CancellationToken.None))!.Id);
        var secret = (await hub.Get<TokenIssuer>().IssueAsync(kind, id, request, CancellationToken.None)).Secret;
        UsedSecrets.At(hub.Port)?.Add("token", secret);
        return secret;
    }
}
