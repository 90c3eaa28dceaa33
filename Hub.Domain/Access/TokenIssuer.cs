using Hub.Domain.Errors;
using Hub.Domain.Roles;
using Hub.Domain.Scopes;
using Hub.Domain.Tokens;

namespace Hub.Domain.Access;

/// <summary>The only one who mints tokens that people and services ask for.</summary>
public sealed class TokenIssuer(
    ITokenStore tokens, IRoleStore roles, CallerResolver callers, ScopeTable table, TokenOptions options, TimeProvider clock)
{
    /// <exception cref="InvalidInputException">A scope or role does not exist or is more than the owner holds; or it would live too long.</exception>
    public async Task<IssuedToken> IssueAsync(OwnerKind kind, int ownerId, TokenRequest request, CancellationToken ct)
    {
        var (owner, held) = await callers.OwnerAsync(kind, ownerId, ct) ?? throw new NotFoundException("The owner is gone.");
        var secret = TokenHash.NewSecret();
        var token = new ApiToken
        {
            UserId = kind == OwnerKind.User ? ownerId : null,
            ServiceId = kind == OwnerKind.Service ? ownerId : null,
            Hash = TokenHash.Of(secret),
            Scopes = [.. await ScopesAsync(request, owner, held, ct)],
            Created = clock.GetUtcNow(),
            ExpiresAt = ExpiryOf(request.ExpiresIn),
            Note = request.Note ?? "Requested via api",
        };
        await tokens.AddAsync(token, owner.Name, ct);
        return new IssuedToken(secret, token, owner.Name, await callers.CutAsync(token.Scopes, ScopeOwnerOf(owner), held, ct));
    }

    private DateTimeOffset? ExpiryOf(TimeSpan? wanted)
    {
        var most = options.TokenExpiresInMaxSeconds;
        if (most > TimeSpan.Zero && wanted > most)
            throw new InvalidInputException($"token expires_in: {wanted.Value.TotalSeconds} must not exceed {most.TotalSeconds}");
        var life = wanted ?? (most > TimeSpan.Zero ? most : null);
        return life is null ? null : clock.GetUtcNow() + life;
    }

    private async Task<IReadOnlyList<string>> ScopesAsync(TokenRequest request, OwnerGrant owner, ScopeSet held, CancellationToken ct)
    {
        var who = $"{owner.Kind} {owner.Name}";
        var wanted = request.Scopes ?? await OfRolesAsync(request.Roles ?? [DefaultRoles.TokenName], ct);
        if (table.MistakesIn(wanted, "token") is { Count: > 0 } mistakes)
            throw new InvalidInputException(string.Join("; ", mistakes));
        // What comes from the role `token` by default is cut at every use; only what was asked for by name must be held now.
        if (request.Scopes is not null || request.Roles is not null)
        {
            var asked = table.Expand(wanted.Where(scope => scope != "inherit"), ScopeOwnerOf(owner));
            var missing = RequestedScopes.Missing(table, wanted, ScopeOwnerOf(owner), held, await callers.MembershipAsync(asked, held, ct));
            if (!missing.IsEmpty)
                throw new InvalidInputException(RequestedScopes.Refusal(missing, who));
        }

        return wanted;
    }

    private static ScopeOwner ScopeOwnerOf(OwnerGrant owner) =>
        owner.Kind == OwnerKind.User ? ScopeOwner.User(owner.Name) : ScopeOwner.Service(owner.Name);

    private async Task<IReadOnlyList<string>> OfRolesAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        var scopes = new List<string>();
        foreach (var name in names)
            scopes.AddRange((await roles.FindAsync(name, ct) ?? throw new InvalidInputException($"No such role: {name}")).Scopes);
        return [.. scopes.Distinct()];
    }
}
