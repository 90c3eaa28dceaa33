using Hub.Data.Schema;
using Hub.Domain.Paging;
using Hub.Domain.Servers;
using Microsoft.EntityFrameworkCore;

namespace Hub.Data.Servers;

internal sealed class ServerHistory(HubDatabase database) : IServerHistory
{
    public async Task<PageOf<ServerAttempt>> PageAsync(int userId, string serverName, Page page, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var all = Of(context, userId, serverName);
        var items = await all.OrderByDescending(attempt => attempt.Id).Skip(page.Offset).Take(page.Limit).ToListAsync(ct);
        return new PageOf<ServerAttempt>(items, await all.CountAsync(ct));
    }

    public async Task<ServerAttempt?> LatestAsync(int userId, string serverName, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        return await Of(context, userId, serverName).OrderByDescending(attempt => attempt.Id).FirstOrDefaultAsync(ct);
    }

    public Task<int> PruneAsync(TimeSpan age, int keepOfEach, CancellationToken ct) => Portions.RemoveAsync(
        database,
        "server_attempts",
        """
        ended IS NOT NULL AND (
            (@age > interval '0' AND ended < now() - @age)
            OR id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY user_id, server_name ORDER BY id DESC) AS place
                                      FROM server_attempts) AS placed WHERE place > @keepOfEach))
        """,
        new { age, keepOfEach },
        ct);

    private static IQueryable<ServerAttempt> Of(HubDbContext context, int userId, string serverName) =>
        context.ServerAttempts.AsNoTracking().Where(attempt => attempt.UserId == userId && attempt.ServerName == serverName);
}
