using Hub.Domain.Access;
using Hub.Domain.Tokens;

namespace Hub.Tests.Support;

/// <summary>Makes tokens where a test has no other way to.</summary>
public static class TokenOf
{
    public static async Task<string> MakeAsync(HubApplication hub, OwnerKind kind, int owner, params string[] scopes)
    {
        var secret = TokenHash.NewSecret();
        await hub.Get<ITokenStore>().AddAsync(
            new ApiToken
            {
                UserId = kind == OwnerKind.User ? owner : null,
                ServiceId = kind == OwnerKind.Service ? owner : null,
                Hash = TokenHash.Of(secret),
                Scopes = scopes.Length == 0 ? ["inherit"] : [.. scopes],
                Created = hub.Clock.GetUtcNow(),
            },
            default);
        return secret;
    }
}
