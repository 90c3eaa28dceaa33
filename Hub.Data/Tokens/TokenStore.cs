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
    /// <summary>Any number of tokens and what is written down of each; known by their hashes, which are unlike all others.</summary>
    private static readonly string AddSql =
        $"""
         WITH wanted AS MATERIALIZED (
             SELECT * FROM unnest(@users, @services, @hashes, @scopes, @created, @expires, @notes, @sessions, @clients, @servers, @configured)
             WITH ORDINALITY AS w(user_id, service_id, hash, scopes, created, expires_at, note, session_id, oauth_client_id, server_id,
                                  from_configuration, place)),
         made AS (
             INSERT INTO api_tokens (user_id, service_id, hash, scopes, created, expires_at, note, session_id, oauth_client_id,
                                     server_id, from_configuration)
             SELECT user_id, service_id, hash, string_to_array(scopes, ' '), created, expires_at, note, session_id, oauth_client_id,
                    server_id, from_configuration FROM wanted
             RETURNING id, hash),
         placed AS MATERIALIZED (SELECT made.id, wanted.place FROM wanted JOIN made USING (hash)),
         written AS ({AuditRows.InsertAbout("'token/' || placed.id", "placed")})
         SELECT id FROM placed ORDER BY place
         """;

    private static readonly string[] Expiring = ["oauth_codes", "sessions", "api_tokens", "share_codes"];

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
        var removed = 0;
        foreach (var table in Expiring)
            removed += await Portions.RemoveAsync(database, table, "expires_at < now()", new { }, ct);
        return removed;
    }

    /// <summary>One statement for all.</summary>
    private async Task<IReadOnlyList<int>> AddAllAsync(IReadOnlyList<(ApiToken Token, AuditEvent Deed)> wanted)
    {
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(AddSql, connection);
        void Add<T>(string name, Func<ApiToken, T> column) =>
            command.Parameters.Add(new NpgsqlParameter<T[]>(name, [.. wanted.Select(one => column(one.Token))]));

        Add("users", token => token.UserId);
        Add("services", token => token.ServiceId);
        Add("hashes", token => token.Hash);
        Add("scopes", token => string.Join(' ', token.Scopes));
        Add("created", token => token.Created.ToUniversalTime());
        Add("expires", token => token.ExpiresAt?.ToUniversalTime());
        Add("notes", token => token.Note);
        Add("sessions", token => token.SessionId);
        Add("clients", token => token.OAuthClientId);
        Add("servers", token => token.ServerId);
        Add("configured", token => token.FromConfiguration);
        AuditRows.AddTo(command.Parameters, [.. wanted.Select(one => one.Deed)]);
        var ids = new List<int>(wanted.Count);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            ids.Add(reader.GetInt32(0));
        return ids;
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
