using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Audit;
using Hub.Domain.Errors;
using Hub.Domain.Paging;
using Hub.Domain.Shares;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Hub.Data.Shares;

internal sealed partial class ShareStore
{
    public async Task<PageOf<ShareCodeSnapshot>> PageCodesAsync(ShareFilter filter, Page page, CancellationToken ct)
    {
        var which = filter.OwnerId is null ? "v.id = @ServerId" : "v.user_id = @OwnerId";
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        using var results = await connection.QueryMultipleAsync(new CommandDefinition(
            $"""
             {ShareCodeRow.Sql} AND {which} ORDER BY s.id LIMIT @Limit OFFSET @Offset;
             SELECT count(*)::int {ShareCodeRow.Tables} AND {which}
             """,
            new { filter.OwnerId, filter.ServerId, page.Limit, page.Offset },
            cancellationToken: ct));
        var codes = (await results.ReadAsync<ShareCodeRow>()).Select(row => row.ToSnapshot()).ToList();
        return new PageOf<ShareCodeSnapshot>(codes, await results.ReadSingleAsync<int>());
    }

    public async Task<ShareCodeSnapshot> AddCodeAsync(ShareCode code, CancellationToken ct)
    {
        try
        {
            await database.WriteAsync(async unit =>
            {
                unit.Context.ShareCodes.Add(code);
                await unit.Context.SaveChangesAsync(ct);
                var (owner, name) = await ServerAsync(unit, code.ServerId, ct);
                unit.Record(
                    AuditKinds.ShareCodeMade, AuditObject.Server(owner, name), owner, $"code sc_{code.Id}, scopes {string.Join(' ', code.Scopes)}");
            }, ct);
        }
        catch (DbUpdateException gone) when (gone.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation })
        {
            throw new ConflictException("The server has just been removed");
        }

        return await FindCodeAsync(code.Hash, ct) ?? throw new ConflictException("The server has just been removed");
    }

    public async Task<ShareCodeSnapshot?> FindCodeAsync(byte[] hash, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<ShareCodeRow>(
            new CommandDefinition($"{ShareCodeRow.Sql} AND s.hash = @hash", new { hash }, cancellationToken: ct));
        return row?.ToSnapshot();
    }

    public Task<ShareSnapshot?> ExchangeAsync(byte[] hash, ShareRecipient user, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var taken = await unit.Connection.QuerySingleOrDefaultAsync<(int ServerId, string[] Scopes)?>(unit.Sql(
                """
                UPDATE share_codes SET exchange_count = exchange_count + 1, last_exchanged_at = now()
                WHERE hash = @hash AND expires_at > now() RETURNING server_id, scopes
                """,
                new { hash },
                ct));
            if (taken is not var (serverId, scopes))
                return null;
            var share = await AddAsync(unit, serverId, user, scopes, ct);
            unit.Record(AuditKinds.ShareAccepted, ObjectOf(share.Server), share.Server.Owner, $"scopes {string.Join(' ', scopes)}");
            return share;
        }, ct);

    public Task<bool> RemoveCodeAsync(int serverId, byte[] hash, CancellationToken ct) =>
        DeleteCodesAsync(serverId, "AND hash = @hash", new { serverId, hash }, ct);

    public Task<bool> RemoveCodeAsync(int serverId, int codeId, CancellationToken ct) =>
        DeleteCodesAsync(serverId, "AND id = @codeId", new { serverId, codeId }, ct);

    public Task RemoveCodesAsync(int serverId, CancellationToken ct) => DeleteCodesAsync(serverId, "", new { serverId }, ct);

    private Task<bool> DeleteCodesAsync(int serverId, string which, object arguments, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var removed = (await unit.Connection.QueryAsync<int>(unit.Sql(
                $"DELETE FROM share_codes WHERE server_id = @serverId {which} RETURNING id", arguments, ct))).ToList();
            if (removed.Count > 0)
                await RecordRevokedAsync(unit, serverId, $"codes {string.Join(", ", removed.Select(id => $"sc_{id}"))}", ct);
            return removed.Count > 0;
        }, ct);
}
