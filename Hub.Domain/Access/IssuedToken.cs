using Hub.Domain.Scopes;
using Hub.Domain.Tokens;

namespace Hub.Domain.Access;

/// <summary>A token that was just made.</summary>
/// <param name="Secret">The token itself, which is never shown again.</param>
/// <param name="Token">How it is kept.</param>
/// <param name="OwnerName">Whose it is.</param>
/// <param name="Scopes">What it allows now.</param>
public sealed record IssuedToken(string Secret, ApiToken Token, string OwnerName, ScopeSet Scopes);
