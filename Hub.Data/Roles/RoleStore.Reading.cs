using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Paging;
using Hub.Domain.Roles;
using Hub.Domain.Scopes;

namespace Hub.Data.Roles;

internal sealed partial class RoleStore
{
    private const string SnapshotSql =
        """
        SELECT r.id, r.name, r.description, r.scopes, r.origin,
               ARRAY(SELECT g.name FROM group_roles h JOIN groups g ON g.id = h.group_id WHERE h.role_id = r.id ORDER BY g.id) AS groups,
               ARRAY(SELECT s.name FROM services s WHERE s.id IN (SELECT service_id FROM service_roles WHERE role_id = r.id)
                     OR (s.admin AND r.name = 'admin') ORDER BY s.id) AS services
        FROM roles r
        """;

    public async Task<RoleSnapshot?> FindSnapshotAsync(string name, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<RoleRow>(
            new CommandDefinition($"{SnapshotSql} WHERE r.name = @name", new { name }, cancellationToken: ct));
        return row?.ToSnapshot();
    }

    public async Task<PageOf<RoleSnapshot>> PageAsync(Page page, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        using var results = await connection.QueryMultipleAsync(new CommandDefinition(
            $"{SnapshotSql} ORDER BY r.id LIMIT @Limit OFFSET @Offset; SELECT count(*)::int FROM roles", page, cancellationToken: ct));
        var roles = (await results.ReadAsync<RoleRow>()).Select(row => row.ToSnapshot()).ToList();
        return new PageOf<RoleSnapshot>(roles, await results.ReadSingleAsync<int>());
    }

    public async Task<PageOf<string>> PageUsersAsync(Role role, Page page, CancellationToken ct)
    {
        // Being admin is a flag of the user.
        var who = role.Name == DefaultRoles.AdminName
            ? "FROM users u WHERE u.admin"
            : "FROM user_roles h JOIN users u ON u.id = h.user_id WHERE h.role_id = @Id";
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        using var results = await connection.QueryMultipleAsync(new CommandDefinition(
            $"SELECT u.name {who} ORDER BY u.id LIMIT @Limit OFFSET @Offset; SELECT count(*)::int {who}",
            new { role.Id, page.Limit, page.Offset },
            cancellationToken: ct));
        var names = (await results.ReadAsync<string>()).ToList();
        return new PageOf<string>(names, await results.ReadSingleAsync<int>());
    }

    public async Task<IReadOnlyList<ScopeSource>> SourcesAsync(int userId, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        var rows = await connection.QueryAsync<(string? Role, string? Server, string? Group, string[] Scopes)>(new CommandDefinition(
            """
            WITH mine AS (SELECT g.id, g.name FROM user_groups m JOIN groups g ON g.id = m.group_id WHERE m.user_id = @userId)
            SELECT r.name, NULL::text, NULL::text, r.scopes FROM roles r
            WHERE r.id IN (SELECT role_id FROM user_roles WHERE user_id = @userId)
               OR (r.name = 'admin' AND (SELECT admin FROM users WHERE id = @userId))
            UNION ALL
            SELECT r.name, NULL, mine.name, r.scopes FROM mine JOIN group_roles h ON h.group_id = mine.id JOIN roles r ON r.id = h.role_id
            UNION ALL
            SELECT NULL, o.name || '/' || v.name, mine.name,
                   ARRAY(SELECT held || '!server=' || o.name || '/' || v.name FROM unnest(s.scopes) AS held)
            FROM shares s JOIN servers v ON v.id = s.server_id JOIN users o ON o.id = v.user_id LEFT JOIN mine ON mine.id = s.group_id
            WHERE s.user_id = @userId OR mine.id IS NOT NULL
            """,
            new { userId },
            cancellationToken: ct));
        return [.. rows.Select(row => row.Role is { } role
            ? ScopeSource.OfRole(role, row.Group, row.Scopes)
            : ScopeSource.OfShare(row.Server!, row.Group, row.Scopes))];
    }

    private sealed class RoleRow
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public string Description { get; set; } = "";

        public string[] Scopes { get; set; } = [];

        public string Origin { get; set; } = "";

        public string[] Groups { get; set; } = [];

        public string[] Services { get; set; } = [];

        public RoleSnapshot ToSnapshot() => new(
            new Role { Id = Id, Name = Name, Description = Description, Scopes = [.. Scopes], Origin = Enum.Parse<RoleOrigin>(Origin) },
            Groups,
            Services);
    }
}
