using Dapper;
using Hub.Data.Notices;
using Hub.Data.Schema;
using Hub.Domain.Audit;
using Hub.Domain.Errors;
using Hub.Domain.Notices;
using Hub.Domain.Paging;
using Hub.Domain.Shares;
using Npgsql;

namespace Hub.Data.Shares;

/// <summary>Shares; the codes for them are in the other part of this class.</summary>
internal sealed partial class ShareStore(HubDatabase database) : IShareStore
{
    private const string OneRecipient = "s.user_id IS NOT DISTINCT FROM @UserId AND s.group_id IS NOT DISTINCT FROM @GroupId";

    public async Task<PageOf<ShareSnapshot>> PageAsync(ShareFilter filter, Page page, CancellationToken ct)
    {
        var which = filter switch
        {
            { OwnerId: not null } => "v.user_id = @OwnerId",
            { ServerId: not null } => "v.id = @ServerId",
            { UserId: not null } => "(s.user_id = @UserId OR s.group_id IN (SELECT group_id FROM user_groups WHERE user_id = @UserId))",
            _ => "s.group_id = @GroupId",
        };
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        using var results = await connection.QueryMultipleAsync(new CommandDefinition(
            $"""
             {ShareRow.Sql} WHERE {which} ORDER BY s.id LIMIT @Limit OFFSET @Offset;
             SELECT count(*)::int FROM shares s JOIN servers v ON v.id = s.server_id WHERE {which}
             """,
            new { filter.OwnerId, filter.ServerId, filter.UserId, filter.GroupId, page.Limit, page.Offset },
            cancellationToken: ct));
        var shares = (await results.ReadAsync<ShareRow>()).Select(row => row.ToSnapshot()).ToList();
        return new PageOf<ShareSnapshot>(shares, await results.ReadSingleAsync<int>());
    }

    public async Task<ShareSnapshot?> FindAsync(ShareRecipient recipient, string owner, string serverName, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<ShareRow>(new CommandDefinition(
            $"{ShareRow.Sql} WHERE o.name = @owner AND v.name = @serverName AND {OneRecipient}",
            new { owner, serverName, recipient.UserId, recipient.GroupId },
            cancellationToken: ct));
        return row?.ToSnapshot();
    }

    public Task<ShareSnapshot> GrantAsync(
        int serverId, ShareRecipient recipient, IReadOnlyCollection<string> scopes, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var share = await AddAsync(unit, serverId, recipient, scopes, ct);
            unit.Record(AuditKinds.ShareMade, ObjectOf(share.Server), share.Server.Owner, $"{With(recipient)}, scopes {string.Join(' ', scopes)}");
            return share;
        }, ct);

    public Task<ShareSnapshot?> RevokeAsync(
        int serverId, ShareRecipient recipient, IReadOnlyCollection<string>? scopes, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var arguments = new { serverId, recipient.UserId, recipient.GroupId, less = scopes?.ToArray() ?? [] };
            var left = scopes is null
                ? null
                : await unit.Connection.QuerySingleOrDefaultAsync<int?>(unit.Sql(
                    $"""
                     UPDATE shares s SET scopes = ARRAY(SELECT held FROM unnest(s.scopes) AS held WHERE held <> ALL(@less))
                     WHERE s.server_id = @serverId AND {OneRecipient} RETURNING s.id
                     """,
                    arguments,
                    ct));
            await unit.Connection.ExecuteAsync(unit.Sql(
                $"""
                 DELETE FROM shares s WHERE s.server_id = @serverId AND {OneRecipient}
                 {(scopes is null ? "" : "AND cardinality(s.scopes) = 0")}
                 """,
                arguments,
                ct));
            await RecordRevokedAsync(unit, serverId, With(recipient), ct);
            await TellAsync(unit, recipient, ct);
            return left is null ? null : await ReadAsync(unit, left.Value, ct);
        }, ct);

    public Task RevokeAllAsync(int serverId, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var removed = (await unit.Connection.QueryAsync<(int? UserId, int? GroupId)>(unit.Sql(
                "DELETE FROM shares WHERE server_id = @serverId RETURNING user_id, group_id", new { serverId }, ct))).ToList();
            if (removed.Count > 0)
                await RecordRevokedAsync(unit, serverId, $"all {removed.Count} shares", ct);
            if (removed.Exists(share => share.GroupId is not null))
                unit.Tell(NoticeTopic.Access, "all");
            else
                unit.TellAboutUsers([.. removed.Select(share => share.UserId!.Value)]);
        }, ct);

    private static async Task<ShareSnapshot> AddAsync(
        UnitOfWork unit, int serverId, ShareRecipient recipient, IReadOnlyCollection<string> scopes, CancellationToken ct)
    {
        try
        {
            var id = await unit.Connection.QuerySingleAsync<int>(unit.Sql(
                $"""
                 INSERT INTO shares (server_id, user_id, group_id, scopes, created) VALUES (@serverId, @UserId, @GroupId, @more, now())
                 ON CONFLICT (server_id, {(recipient.IsGroup ? "group_id" : "user_id")})
                 DO UPDATE SET scopes = ARRAY(SELECT unnest(shares.scopes) UNION SELECT unnest(excluded.scopes))
                 RETURNING id
                 """,
                new { serverId, recipient.UserId, recipient.GroupId, more = scopes.ToArray() },
                ct));
            await TellAsync(unit, recipient, ct);
            return (await ReadAsync(unit, id, ct))!;
        }
        catch (PostgresException gone) when (gone.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            throw new ConflictException("The server, or whom it was to be shared with, has just been removed");
        }
    }

    private static async Task<ShareSnapshot?> ReadAsync(UnitOfWork unit, int shareId, CancellationToken ct) =>
        (await unit.Connection.QuerySingleOrDefaultAsync<ShareRow>(unit.Sql($"{ShareRow.Sql} WHERE s.id = @shareId", new { shareId }, ct)))
            ?.ToSnapshot();

    private static async Task TellAsync(UnitOfWork unit, ShareRecipient recipient, CancellationToken ct)
    {
        if (recipient.GroupId is { } group)
            await unit.TellAboutMembersAsync(group, ct);
        else
            unit.TellAboutUsers([recipient.UserId!.Value]);
    }

    private static async Task RecordRevokedAsync(UnitOfWork unit, int serverId, string detail, CancellationToken ct)
    {
        var (owner, name) = await ServerAsync(unit, serverId, ct);
        unit.Record(AuditKinds.ShareRevoked, AuditObject.Server(owner, name), owner, detail);
    }

    private static Task<(string Owner, string Name)> ServerAsync(UnitOfWork unit, int serverId, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<(string, string)>(unit.Sql(
            "SELECT u.name, v.name FROM servers v JOIN users u ON u.id = v.user_id WHERE v.id = @serverId", new { serverId }, ct));

    private static string ObjectOf(SharedServer server) => AuditObject.Server(server.Owner, server.Name);

    private static string With(ShareRecipient recipient) => $"with {(recipient.IsGroup ? "group" : "user")} {recipient.Name}";
}
