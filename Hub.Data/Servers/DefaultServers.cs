using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Servers;
using Microsoft.EntityFrameworkCore;

namespace Hub.Data.Servers;

/// <summary>The default servers of users: a row is made when it is first asked for. Those asked for at the same time are read together.</summary>
internal sealed class DefaultServers
{
    private readonly HubDatabase database;
    private readonly Gathered<int, Server?> found;

    public DefaultServers(HubDatabase database)
    {
        this.database = database;
        found = new(FindAllAsync);
    }

    /// <summary>Null when there is no such user.</summary>
    public Task<Server?> FindAsync(int userId, CancellationToken ct) => found.AskAsync(userId, ct);

    private async Task<IReadOnlyList<Server?>> FindAllAsync(IReadOnlyList<int> users)
    {
        await using var context = await database.ReadAsync(CancellationToken.None);
        var wanted = users.Distinct().ToArray();
        var known = await ReadAsync(context, wanted);
        if (known.Count < wanted.Length)
        {
            await AddAsync(context, [.. wanted.Where(user => !known.ContainsKey(user))]);
            known = await ReadAsync(context, wanted);
        }

        var answers = new List<Server?>();
        foreach (var user in users)
        {
            // Whoever gets a server changes it: two who ask for the same one get one each.
            if (!known.Remove(user, out var server))
                server = (await ReadAsync(context, [user])).GetValueOrDefault(user);
            answers.Add(server);
        }

        return answers;
    }

    private static Task<Dictionary<int, Server>> ReadAsync(HubDbContext context, int[] users) =>
        context.Servers.AsNoTracking().Include(server => server.User)
            .Where(server => users.Contains(server.UserId) && server.Name == "").ToDictionaryAsync(server => server.UserId);

    private static async Task AddAsync(HubDbContext context, int[] users)
    {
        var connection = await context.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            INSERT INTO servers (user_id, name, display_name, state, spawner_state, attempt, lease_number,
                                 stop_requested, remove_when_stopped, start_failed)
            SELECT id, '', '', 'stopped', '{}', 0, 0, false, false, false FROM users WHERE id = ANY(@users) ORDER BY id
            ON CONFLICT (user_id, name) DO NOTHING
            """,
            new { users });
    }
}
