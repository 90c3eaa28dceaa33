using Dapper;
using Hub.Data.Audit;
using Hub.Data.Schema;
using Hub.Domain.Access;
using Hub.Domain.Audit;
using Hub.Domain.Notices;
using Hub.Domain.Tokens;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Hub.Data.Tokens;

internal sealed class TokenStore : ITokenStore
{
    private static readonly string AddSql =
        $"""
         WITH made AS (
             INSERT INTO api_tokens (user_id, service_id, hash, scopes, created, expires_at, note, session_id, oauth_client_id,
                                     server_id, from_configuration)
             VALUES (@user, @service, @hash, @scopes, @created, @expires, @note, @session, @client, @server, @configured)
             RETURNING id),
         written AS ({AuditRows.InsertAbout("'token/' || made.id", "made")})
         SELECT id FROM made
         """;

    private readonly HubDatabase database;
    private readonly Gathered<(ApiToken Token, AuditEvent Deed), int> added;

    public TokenStore(HubDatabase database)
    {
        this.database = database;
        // More than one for each processor: what each of them waits for is the disk.
        added = new(AddAllAsync, lanes: 4);
    }

    public async Task AddAsync(ApiToken token, string ownerName, CancellationToken ct)
    {
        var deed = AuditEvent.Now(
            AuditKinds.TokenMade, null, token.UserId is null ? null : ownerName,
            $"for {(token.UserId is null ? AuditObject.Service(ownerName) : AuditObject.User(ownerName))}, scopes {string.Join(' ', token.Scopes)}");
        token.Id = await added.AskAsync((token, deed), ct);
        deed.Object = AuditObject.Token(token.Id);
        database.Say(deed);
    }

    public async Task<IReadOnlyList<TokenSnapshot>> ListAsync(OwnerKind kind, int ownerId, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        return await Snapshots(context, Of(context, kind, ownerId).OrderBy(token => token.LastActivity ?? token.Created).ThenBy(token => token.Id))
            .ToListAsync(ct);
    }

    public async Task<TokenSnapshot?> FindAsync(OwnerKind kind, int ownerId, int tokenId, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        return await Snapshots(context, Of(context, kind, ownerId).Where(token => token.Id == tokenId)).FirstOrDefaultAsync(ct);
    }

    public Task RemoveAsync(TokenSnapshot token, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var (id, client, user) = (token.Token.Id, token.Token.OAuthClientId, token.Token.UserId);
            await unit.Context.Tokens
                .Where(other => other.Id == id || (client != null && other.OAuthClientId == client && other.UserId == user))
                .ExecuteDeleteAsync(ct);
            unit.Record(
                AuditKinds.TokenRevoked, AuditObject.Token(id), user is null ? null : token.OwnerName,
                client is null ? null : $"with all tokens of {token.ClientDescription}");
            unit.Tell(
                NoticeTopic.Access,
                client is null ? $"token:{id}" : user is null ? $"service:{token.Token.ServiceId}" : $"user:{user}");
        }, ct);

    public Task ReplaceConfiguredAsync(IReadOnlyList<ApiToken> tokens, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            await unit.LockConfigurationAsync(ct);
            var hashes = tokens.Select(token => token.Hash).ToArray();
            await unit.Connection.ExecuteAsync(unit.Sql(
                "DELETE FROM api_tokens WHERE from_configuration AND hash <> ALL(@hashes)", new { hashes }, ct));
            foreach (var token in tokens)
            {
                await unit.Connection.ExecuteAsync(unit.Sql(
                    """
                    INSERT INTO api_tokens (user_id, service_id, hash, scopes, created, expires_at, note, from_configuration)
                    VALUES (@UserId, @ServiceId, @Hash, @Scopes, @Created, NULL, @Note, true)
                    ON CONFLICT (hash) DO UPDATE SET user_id = excluded.user_id, service_id = excluded.service_id,
                        scopes = excluded.scopes, note = excluded.note, from_configuration = true, expires_at = NULL
                    """,
                    token,
                    ct));
            }

            unit.Tell(NoticeTopic.Access, "all");
        }, ct);

    public async Task<int> RemoveExpiredAsync(CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            DELETE FROM oauth_codes WHERE expires_at < now();
            DELETE FROM sessions WHERE expires_at < now();
            DELETE FROM api_tokens WHERE expires_at < now();
            DELETE FROM share_codes WHERE expires_at < now();
            """,
            cancellationToken: ct));
    }

    /// <summary>One round trip and one transaction for all.</summary>
    private async Task<IReadOnlyList<int>> AddAllAsync(IReadOnlyList<(ApiToken Token, AuditEvent Deed)> wanted)
    {
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        await using var batch = connection.CreateBatch();
        foreach (var (token, deed) in wanted)
            batch.BatchCommands.Add(Adding(token, deed));
        var ids = new List<int>(wanted.Count);
        await using var reader = await batch.ExecuteReaderAsync();
        do
        {
            await reader.ReadAsync();
            ids.Add(reader.GetInt32(0));
        }
        while (await reader.NextResultAsync());
        return ids;
    }

    private static NpgsqlBatchCommand Adding(ApiToken token, AuditEvent deed)
    {
        var command = new NpgsqlBatchCommand(AddSql);
        command.Parameters.Add(new NpgsqlParameter<int?>("user", token.UserId));
        command.Parameters.Add(new NpgsqlParameter<int?>("service", token.ServiceId));
        command.Parameters.Add(new NpgsqlParameter<byte[]>("hash", token.Hash));
        command.Parameters.Add(new NpgsqlParameter<List<string>>("scopes", token.Scopes));
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset>("created", token.Created.ToUniversalTime()));
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset?>("expires", token.ExpiresAt?.ToUniversalTime()));
        command.Parameters.Add(new NpgsqlParameter<string>("note", token.Note));
        command.Parameters.Add(new NpgsqlParameter<string?>("session", token.SessionId));
        command.Parameters.Add(new NpgsqlParameter<int?>("client", token.OAuthClientId));
        command.Parameters.Add(new NpgsqlParameter<int?>("server", token.ServerId));
        command.Parameters.Add(new NpgsqlParameter<bool>("configured", token.FromConfiguration));
        AuditRows.AddTo(command.Parameters, [deed]);
        return command;
    }

    private static IQueryable<ApiToken> Of(HubDbContext context, OwnerKind kind, int ownerId) => context.Tokens.AsNoTracking()
        .Where(token => kind == OwnerKind.User ? token.UserId == ownerId : token.ServiceId == ownerId)
        .Where(token => token.ExpiresAt == null || token.ExpiresAt > DateTimeOffset.UtcNow);

    private static IQueryable<TokenSnapshot> Snapshots(HubDbContext context, IQueryable<ApiToken> tokens) => tokens.Select(token => new TokenSnapshot(
        token,
        context.Users.Where(user => user.Id == token.UserId).Select(user => user.Name).FirstOrDefault()
            ?? context.Services.Where(service => service.Id == token.ServiceId).Select(service => service.Name).First(),
        context.OAuthClients.Where(client => client.Id == token.OAuthClientId).Select(client => client.Description).FirstOrDefault()));
}
