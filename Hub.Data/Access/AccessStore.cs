using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Access;

namespace Hub.Data.Access;

internal sealed class AccessStore : IAccessStore
{
    private readonly HubDatabase database;
    private readonly Gathered<int, OwnerGrant?> users;
    private readonly Gathered<int, OwnerGrant?> services;

    public AccessStore(HubDatabase database)
    {
        this.database = database;
        users = new(ids => OwnersAsync(OwnerKind.User, UserSql, ids));
        services = new(ids => OwnersAsync(OwnerKind.Service, ServiceSql, ids));
    }

    private const string TokenSql =
        """
        SELECT t.id, t.user_id AS UserId, t.service_id AS ServiceId, t.scopes, t.expires_at AS ExpiresAt, t.session_id AS SessionId,
               s.name AS ServiceName, u.name AS ServerOwner, v.name AS ServerName, v.id AS ServerId,
               t.server_id IS NOT NULL AS OfServer
        FROM api_tokens t
        LEFT JOIN oauth_clients c ON c.id = t.oauth_client_id
        LEFT JOIN services s ON s.id = c.service_id
        LEFT JOIN servers v ON v.id = coalesce(t.server_id, c.server_id)
        LEFT JOIN users u ON u.id = v.user_id
        WHERE (t.expires_at IS NULL OR t.expires_at > now())
        """;

    public async Task<TokenGrant?> FindTokenAsync(byte[] hash, CancellationToken ct) =>
        (await QueryAsync<TokenRow>($"{TokenSql} AND t.hash = @hash", new { hash }, ct))?.ToGrant();

    public async Task<IReadOnlyDictionary<int, TokenGrant>> FindTokensAsync(IReadOnlyCollection<int> ids, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        var rows = await connection.QueryAsync<TokenRow>(
            new CommandDefinition($"{TokenSql} AND t.id = ANY(@ids)", new { ids = ids.ToArray() }, cancellationToken: ct));
        return rows.ToDictionary(row => row.Id, row => row.ToGrant());
    }

    public async Task<BrowserSession?> FindSessionAsync(byte[] hash, CancellationToken ct) =>
        await QueryAsync<BrowserSession>(
            """
            SELECT hash, session_id AS SessionId, user_id AS UserId, created, expires_at AS ExpiresAt
            FROM sessions WHERE hash = @hash AND expires_at > now()
            """,
            new { hash },
            ct);

    public Task<OwnerGrant?> FindOwnerAsync(OwnerKind kind, int id, CancellationToken ct) =>
        (kind == OwnerKind.User ? users : services).AskAsync(id, ct);

    public async Task<IReadOnlyList<(string User, string Group)>> MembershipsAsync(IReadOnlyCollection<string> users, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        return [.. await connection.QueryAsync<(string, string)>(new CommandDefinition(
            """
            SELECT u.name, g.name FROM groups g JOIN user_groups m ON m.group_id = g.id JOIN users u ON u.id = m.user_id
            WHERE u.name = ANY(@names)
            """,
            new { names = users.ToArray() },
            cancellationToken: ct))];
    }

    private const string UserSql =
        """
        SELECT u.id, u.name, u.admin,
               ARRAY(SELECT g.name FROM groups g JOIN user_groups m ON m.group_id = g.id WHERE m.user_id = u.id ORDER BY g.name) AS groups,
               ARRAY(SELECT DISTINCT unnest(r.scopes)
                     FROM (SELECT role_id FROM user_roles WHERE user_id = u.id
                           UNION SELECT h.role_id FROM user_groups m JOIN group_roles h USING (group_id) WHERE m.user_id = u.id
                           UNION SELECT id FROM roles WHERE u.admin AND name = 'admin') AS held
                          JOIN roles r ON r.id = held.role_id) AS RoleScopes,
               ARRAY(SELECT DISTINCT unnest(s.scopes) || '!server=' || (
                         SELECT o.name || '/' || v.name FROM servers v JOIN users o ON o.id = v.user_id WHERE v.id = s.server_id)
                     FROM (SELECT server_id, scopes FROM shares WHERE user_id = u.id
                           UNION ALL
                           SELECT server_id, scopes FROM user_groups m JOIN shares USING (group_id) WHERE m.user_id = u.id) AS s) AS ShareScopes
        FROM users u WHERE u.id = ANY(@ids)
        """;

    private const string ServiceSql =
        """
        SELECT s.id, s.name, s.admin, ARRAY[]::text[] AS groups,
               ARRAY(SELECT DISTINCT unnest(r.scopes) FROM roles r
                     WHERE r.id IN (SELECT role_id FROM service_roles WHERE service_id = s.id)
                        OR (s.admin AND r.name = 'admin')) AS RoleScopes,
               ARRAY[]::text[] AS ShareScopes
        FROM services s WHERE s.id = ANY(@ids)
        """;

    private async Task<T?> QueryAsync<T>(string sql, object arguments, CancellationToken ct)
        where T : class
    {
        await using var connection = await database.ConnectAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<T>(new CommandDefinition(sql, arguments, cancellationToken: ct));
    }

    private async Task<IReadOnlyList<OwnerGrant?>> OwnersAsync(OwnerKind kind, string sql, IReadOnlyList<int> ids)
    {
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        var rows = (await connection.QueryAsync<OwnerRow>(sql, new { ids = ids.ToArray() })).ToDictionary(row => row.Id);
        return [.. ids.Select(id => rows.GetValueOrDefault(id)?.ToGrant(kind))];
    }

    private sealed class TokenRow
    {
        public int Id { get; set; }

        public int? UserId { get; set; }

        public int? ServiceId { get; set; }

        public string[] Scopes { get; set; } = [];

        public DateTimeOffset? ExpiresAt { get; set; }

        public string? SessionId { get; set; }

        public string? ServiceName { get; set; }

        public string? ServerOwner { get; set; }

        public string? ServerName { get; set; }

        public int? ServerId { get; set; }

        public bool OfServer { get; set; }

        public TokenGrant ToGrant() => new(
            Id,
            UserId is null ? OwnerKind.Service : OwnerKind.User,
            UserId ?? ServiceId!.Value,
            Scopes,
            ExpiresAt,
            SessionId,
            ServiceName,
            ServerOwner,
            ServerName,
            ServerId,
            OfServer);
    }

    private sealed class OwnerRow
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public bool Admin { get; set; }

        public string[] Groups { get; set; } = [];

        public string[] RoleScopes { get; set; } = [];

        public string[] ShareScopes { get; set; } = [];

        public OwnerGrant ToGrant(OwnerKind kind) => new(kind, Id, Name, Admin, Groups, RoleScopes, ShareScopes);
    }
}
