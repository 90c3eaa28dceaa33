using Hub.Domain.Access;
using Hub.Domain.Errors;
using Hub.Domain.Scopes;
using Hub.Domain.Tokens;

namespace Hub.Domain.Shares;

/// <summary>Issuing share codes, and withdrawing them.</summary>
public sealed class ShareCodes(IShareStore shares, SharedServers servers, ShareGrants grants, ScopeTable table, TimeProvider clock)
{
    /// <summary>Whether a text has the form of a code; whatever has not need not be looked up.</summary>
    public static bool LooksLikeOne(string text) =>
        text.Length == TokenHash.SecretLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <returns>The code itself, which is never shown again, and how it is kept.</returns>
    /// <exception cref="InvalidInputException">A scope cannot be shared.</exception>
    /// <exception cref="ForbiddenException">The caller lacks a scope to be shared.</exception>
    public async Task<(string Code, ShareCodeSnapshot Kept)> IssueAsync(
        string owner, string serverName, IReadOnlyList<string>? scopes, TimeSpan life, Caller caller, CancellationToken ct)
    {
        var wanted = ShareScopes.Wanted(table, scopes, owner, serverName);
        await grants.RequireHeldAsync(wanted, owner, serverName, caller, ct);
        var server = await servers.FindAsync(owner, serverName, ct);
        var code = TokenHash.NewSecret();
        var now = clock.GetUtcNow();
        var kept = await shares.AddCodeAsync(
            new ShareCode
            {
                Hash = TokenHash.Of(code),
                ServerId = server.Id,
                Scopes = [.. wanted],
                Created = now,
                ExpiresAt = now + life,
            },
            ct);
        return (code, kept);
    }
}
