using System.Text.Json.Nodes;
using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Errors;
using Hub.Domain.Notices;
using Hub.Domain.Servers;
using Microsoft.EntityFrameworkCore;

namespace Hub.Data.Servers;

/// <summary>Reading, making, changing and removing servers; the transitions are in the other parts of this class.</summary>
internal sealed partial class ServerStore(HubDatabase database) : IServerStore
{
    private readonly FencedWrites steps = new(database);
    private readonly Admissions admissions = new(database);
    private readonly DefaultServers defaults = new(database);

    public async Task<Server?> FindAsync(int userId, string serverName, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        return await context.Servers.AsNoTracking().Include(server => server.User)
            .FirstOrDefaultAsync(server => server.UserId == userId && server.Name == serverName, ct);
    }

    public async Task<Server?> FindAsync(int serverId, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        return await context.Servers.AsNoTracking().Include(server => server.User)
            .FirstOrDefaultAsync(server => server.Id == serverId, ct);
    }

    public async Task<Server?> CreateAsync(
        int userId, string serverName, string displayName, JsonObject? userOptions, int limit, CancellationToken ct)
    {
        var id = await database.WriteAsync(async unit =>
        {
            // The user's row is the lock: two requests at once must not both find room under the limit. Not FOR UPDATE: a start
            // that writes rows of this user while it holds its server would wait for us, and our insert for it.
            var owner = await unit.Connection.QuerySingleAsync<string>(
                unit.Sql("SELECT name FROM users WHERE id = @userId FOR NO KEY UPDATE", new { userId }, ct));
            var count = await unit.Connection.QuerySingleAsync<long>(
                unit.Sql("SELECT count(*) FROM servers WHERE user_id = @userId AND name <> ''", new { userId }, ct));
            if (limit > 0 && count >= limit)
            {
                throw new InvalidInputException(
                    $"User {owner} already has the maximum of {limit} named servers.  "
                    + "One must be deleted before a new server can be created");
            }

            return await unit.Connection.QuerySingleOrDefaultAsync<int?>(unit.Sql(
                """
                INSERT INTO servers (user_id, name, display_name, state, user_options, spawner_state, attempt, lease_number,
                                     stop_requested, remove_when_stopped, start_failed)
                VALUES (@userId, @serverName, @displayName, 'stopped', @options::json, '{}', 0, 0, false, false, false)
                ON CONFLICT (user_id, name) DO NOTHING RETURNING id
                """,
                new { userId, serverName, displayName, options = userOptions?.ToJsonString() },
                ct));
        }, ct);
        return id is null ? null : await FindAsync(id.Value, ct);
    }

    public async Task<long> CountNamedAsync(int userId, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        return await context.Servers.LongCountAsync(server => server.UserId == userId && server.Name != "", ct);
    }

    public async Task<Server> DefaultAsync(int userId, CancellationToken ct) =>
        await defaults.FindAsync(userId, ct) ?? throw new NotFoundException("The user is gone.");

    public Task<bool> ChangeAsync(int serverId, string? name, string? displayName, JsonObject? userOptions, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var server = await LockAsync(unit, serverId, ct);
            if (server is null || server.Active)
                return false;
            if (name is not null)
            {
                if (await unit.Context.Servers.AnyAsync(other => other.UserId == server.UserId && other.Name == name, ct))
                    throw new ConflictException($"User {server.User!.Name} already has server '{name}'");
                server.Name = name;
            }

            server.DisplayName = displayName ?? server.DisplayName;
            server.UserOptions = userOptions ?? server.UserOptions;
            unit.Tell(NoticeTopic.Server, $"{serverId}");
            // A rename changes what shares of this server, and `!server=` filters everywhere, mean.
            if (name is not null)
                unit.Tell(NoticeTopic.Access, "all");
            return true;
        }, ct);

    public Task<bool> RemoveAsync(int serverId, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var removed = await unit.Connection.ExecuteAsync(unit.Sql(
                "DELETE FROM servers WHERE id = @serverId AND state = 'stopped'", new { serverId }, ct));
            unit.Tell(NoticeTopic.Server, $"{serverId}");
            unit.Tell(NoticeTopic.Access, "all");
            return removed > 0;
        }, ct);

    public Task<bool> KeepAsync(int serverId, DateTimeOffset? until, CancellationToken ct) =>
        database.WriteAsync(async unit => await unit.ExecuteAsync(
            "UPDATE servers SET keep_until = @until WHERE id = @serverId AND state = 'ready'",
            new { serverId, until = until?.ToUniversalTime() },
            ct) > 0, ct);

    public async Task<IReadOnlyList<ProgressEvent>> ReadProgressAsync(int serverId, int attempt, long after, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        return await context.ProgressEvents.AsNoTracking()
            .Where(line => line.ServerId == serverId && line.Attempt == attempt && line.Id > after)
            .OrderBy(line => line.Id).ToListAsync(ct);
    }

    public async Task<IReadOnlyList<Server>> ActiveAsync(CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        return await context.Servers.AsNoTracking().Include(server => server.User)
            .Where(server => server.State != ServerState.Stopped).ToListAsync(ct);
    }

    public async Task<IReadOnlyList<Server>> ActiveAsync(int userId, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        return await context.Servers.AsNoTracking().Include(server => server.User)
            .Where(server => server.UserId == userId && server.State != ServerState.Stopped).ToListAsync(ct);
    }

    private static async Task<Server?> LockAsync(UnitOfWork unit, int serverId, CancellationToken ct)
    {
        await unit.Connection.ExecuteAsync(unit.Sql("SELECT 1 FROM servers WHERE id = @serverId FOR UPDATE", new { serverId }, ct));
        return await unit.Context.Servers.Include(server => server.User).FirstOrDefaultAsync(server => server.Id == serverId, ct);
    }
}
