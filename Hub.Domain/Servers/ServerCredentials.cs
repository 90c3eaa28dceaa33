using Hub.Domain.OAuth;
using Hub.Domain.Tokens;

namespace Hub.Domain.Servers;

/// <summary>What a server signs in to the hub with: its own token, and the OAuth client that sends visitors to the hub.</summary>
public sealed record ServerCredentials(ApiToken Token, OAuthClient Client);
