using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Audit;
using Hub.Domain.Notices;
using Hub.Domain.OAuth;
using Hub.Domain.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Hub.Data.OAuth;

internal sealed class OAuthStore(HubDatabase database) : IOAuthStore
{
    public async Task<OAuthClient?> FindClientAsync(string identifier, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        return await context.OAuthClients.AsNoTracking().FirstOrDefaultAsync(client => client.Identifier == identifier, ct);
    }

    public async Task<OAuthTarget?> FindTargetAsync(int clientId, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        var found = await connection.QuerySingleOrDefaultAsync<(string? Service, bool NoConfirm, string? Owner, string? Server)?>(new CommandDefinition(
            """
            SELECT s.name, coalesce(s.oauth_no_confirm, false), u.name, v.name
            FROM oauth_clients c LEFT JOIN services s ON s.id = c.service_id
            LEFT JOIN servers v ON v.id = c.server_id LEFT JOIN users u ON u.id = v.user_id
            WHERE c.id = @clientId
            """,
            new { clientId },
            cancellationToken: ct));
        return found switch
        {
            { Service: { } service } => OAuthTarget.OfService(service, found.Value.NoConfirm),
            { Owner: { } owner, Server: { } server } => OAuthTarget.OfServer(owner, server),
            _ => null,
        };
    }

    public Task AddCodeAsync(OAuthCode code, OAuthTarget target, CancellationToken ct) =>
        database.WriteAsync(unit =>
        {
            unit.Context.OAuthCodes.Add(code);
            // Whoever gets a code for somebody else's server is let into it.
            if (target.ServerOwner is { } owner && owner != AuditOrigin.Current.Who)
                unit.Record(AuditKinds.ServerAccess, AuditObject.Server(owner, target.ServerName), owner);
            return Task.CompletedTask;
        }, ct);

    public Task<OAuthCode?> TakeCodeAsync(byte[] hash, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var taken = await unit.Context.OAuthCodes
                .FromSql($"UPDATE oauth_codes SET used = true WHERE hash = {hash} AND NOT used AND expires_at > now() RETURNING *")
                .AsNoTracking().ToListAsync(ct);
            if (taken.Count == 0)
                await RevokeAsync(unit, hash, ct);
            return taken.SingleOrDefault();
        }, ct);

    public async Task<IReadOnlyList<string>> GrantedScopesAsync(int clientId, int userId, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(
            """
            SELECT DISTINCT unnest(scopes) FROM api_tokens
            WHERE oauth_client_id = @clientId AND user_id = @userId AND (expires_at IS NULL OR expires_at > now())
            """,
            new { clientId, userId },
            cancellationToken: ct))];
    }

    public Task<bool> AddTokenAsync(ApiToken token, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            // The lock holds off a logout that would otherwise slip between the look and the insert.
            if (token.SessionId is not null && await unit.Connection.QuerySingleOrDefaultAsync<int?>(unit.Sql(
                    "SELECT 1 FROM sessions WHERE session_id = @SessionId FOR SHARE LIMIT 1", token, ct)) is null)
                return false;
            // Whoever shows the code again meanwhile removes it, or waits here and then finds the token.
            if (await unit.ExecuteAsync("DELETE FROM oauth_codes WHERE hash = @OAuthCodeHash", token, ct) == 0)
                return false;
            unit.Context.Tokens.Add(token);
            await unit.Context.SaveChangesAsync(ct);
            var (owner, client, service) = await unit.Connection.QuerySingleAsync<(string, string, string?)>(unit.Sql(
                """
                SELECT u.name, c.description, s.name FROM users u, oauth_clients c LEFT JOIN services s ON s.id = c.service_id
                WHERE u.id = @UserId AND c.id = @OAuthClientId
                """,
                token,
                ct));
            // The client asks by its secret, and has no other name here than that of its service.
            var origin = service is null ? AuditOrigin.Current.As(owner) : AuditOrigin.Current with { Kind = AuditActor.Service, Who = service };
            unit.Record(
                AuditKinds.TokenMade, AuditObject.Token(token.Id), owner, $"for {client}, scopes {string.Join(' ', token.Scopes)}", origin);
            return true;
        }, ct);

    private static async Task RevokeAsync(UnitOfWork unit, byte[] hash, CancellationToken ct)
    {
        await unit.ExecuteAsync("DELETE FROM oauth_codes WHERE hash = @hash AND used", new { hash }, ct);
        var revoked = await unit.Connection.QueryAsync<(int Id, string Owner)>(unit.Sql(
            "DELETE FROM api_tokens t USING users u WHERE t.oauth_code_hash = @hash AND u.id = t.user_id RETURNING t.id, u.name", new { hash }, ct));
        foreach (var (id, owner) in revoked)
        {
            unit.Record(AuditKinds.TokenRevoked, AuditObject.Token(id), owner, "its authorization code was shown a second time");
            unit.Tell(NoticeTopic.Access, $"token:{id}");
        }
    }
}
