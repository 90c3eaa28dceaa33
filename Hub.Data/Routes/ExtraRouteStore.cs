using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Notices;
using Hub.Domain.Routes;
using Microsoft.EntityFrameworkCore;

namespace Hub.Data.Routes;

internal sealed class ExtraRouteStore(HubDatabase database) : IExtraRouteStore
{
    public async Task<IReadOnlyList<ExtraRoute>> ListAsync(CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        return await context.ExtraRoutes.AsNoTracking().OrderBy(route => route.Routespec).ToListAsync(ct);
    }

    public Task SetAsync(ExtraRoute route, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            await unit.Connection.ExecuteAsync(unit.Sql(
                """
                INSERT INTO extra_routes (routespec, target) VALUES (@Routespec, @Target)
                ON CONFLICT (routespec) DO UPDATE SET target = excluded.target
                """,
                route,
                ct));
            unit.Tell(NoticeTopic.Routes);
        }, ct);

    public Task<bool> RemoveAsync(string routespec, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            unit.Tell(NoticeTopic.Routes);
            return await unit.Connection.ExecuteAsync(
                unit.Sql("DELETE FROM extra_routes WHERE routespec = @routespec", new { routespec }, ct)) > 0;
        }, ct);
}
