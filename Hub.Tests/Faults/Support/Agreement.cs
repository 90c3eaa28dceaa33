using System.Text.Json.Nodes;
using Dapper;
using Hub.Tests.Support;
using Npgsql;

namespace Hub.Tests.Faults.Support;

/// <summary>
/// What must hold once things have calmed down, whatever was broken: rows, processes and routes are three lists of the same
/// servers, nothing waits, and what a hub said it did is done.
/// </summary>
internal static class Agreement
{
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(40);

    /// <summary>Waits until the three lists agree; in the end says where they do not.</summary>
    public static async Task HoldsAsync(FaultBench bench)
    {
        IReadOnlyList<string> found = [];
        await Eventually.Until(
            async () => found = await DisagreementsAsync(bench), disagreements => disagreements.Count == 0, Calm, "rows, processes and routes agree");
    }

    /// <summary>And these servers are as they should be.</summary>
    public static async Task HoldsAsync(FaultBench bench, IReadOnlyDictionary<string, bool> running)
    {
        await HoldsAsync(bench);
        await KeepsWordAsync(bench, running);
    }

    /// <summary>Each of these servers is as its user was told last.</summary>
    public static async Task KeepsWordAsync(FaultBench bench, IReadOnlyDictionary<string, bool> told)
    {
        var ready = (await RowsAsync(bench)).Where(row => row.State == "ready").Select(row => row.User).ToHashSet();
        told.Where(user => ready.Contains(user.Key) != user.Value).Select(user => $"{user.Key} was told {user.Value}").ShouldBeEmpty();
    }

    private static async Task<IReadOnlyList<string>> DisagreementsAsync(FaultBench bench)
    {
        var rows = await RowsAsync(bench);
        var (routes, hubTargets) = await RoutesAsync(bench);
        var found = new Complaints();
        foreach (var row in rows)
        {
            if (row.State != "ready")
                found.Add($"{row.User} is {row.State}{(row.Overdue ? ", past its deadline" : "")}, lease {row.LeaseNumber}");
            else if (!bench.Machine.Runs(row.Process ?? ""))
                found.Add($"{row.User} is ready and has no process");
            else if (routes.GetValueOrDefault(row.User) != row.Address)
                found.Add($"{row.User} is at {row.Address}, its route leads to {routes.GetValueOrDefault(row.User) ?? "nowhere"}");
            if (row.State == "ready" && row.Tokens != 1)
                found.Add($"{row.User} is ready and has {row.Tokens} tokens");
        }

        found.AddAll(bench.Machine.Ids.Except(rows.Select(row => row.Process ?? "")), orphan => $"process {orphan} has no row");
        found.AddAll(routes.Keys.Except(rows.Select(row => row.User)), user => $"the route of {user} has no row");
        found.AddAll(await StaleTokensAsync(bench), user => $"{user} is stopped and its server has a token");
        found.AddAll(bench.Acknowledged.Except(await UsersAsync(bench)), user => $"{user} was made and is not there");
        var wanted = bench.Live.Select(hub => $"http://127.0.0.1:{hub.App.Port}").Order().ToList();
        if (!hubTargets.Order().SequenceEqual(wanted))
            found.Add($"the hub's route leads to {string.Join(", ", hubTargets)} instead of {string.Join(", ", wanted)}");
        return found;
    }

    private static async Task<List<Row>> RowsAsync(FaultBench bench)
    {
        await using var database = new NpgsqlConnection(bench.ConnectionString);
        return [.. await database.QueryAsync<Row>(
            """
            SELECT users.name AS "user", state, address, spawner_state->>'id' AS process, coalesce(deadline < now(), false) AS overdue,
                   lease_number AS "LeaseNumber", (SELECT count(*) FROM api_tokens WHERE server_id = servers.id) AS tokens
            FROM servers JOIN users ON users.id = user_id WHERE state <> 'stopped'
            """)];
    }

    private static async Task<IEnumerable<string>> StaleTokensAsync(FaultBench bench)
    {
        await using var database = new NpgsqlConnection(bench.ConnectionString);
        return await database.QueryAsync<string>(
            """
            SELECT users.name FROM servers JOIN users ON users.id = user_id
            WHERE state = 'stopped' AND (EXISTS (SELECT 1 FROM api_tokens WHERE server_id = servers.id)
                                         OR EXISTS (SELECT 1 FROM oauth_clients WHERE server_id = servers.id))
            """);
    }

    private static async Task<IEnumerable<string>> UsersAsync(FaultBench bench)
    {
        await using var database = new NpgsqlConnection(bench.ConnectionString);
        return await database.QueryAsync<string>("SELECT name FROM users");
    }

    private static async Task<(Dictionary<string, string> Users, List<string> Hub)> RoutesAsync(FaultBench bench)
    {
        var table = JsonNode.Parse(await bench.Proxy.Api.GetStringAsync("/api/routes"))!.AsObject();
        var users = table.Where(entry => entry.Value!["user"] is not null)
            .ToDictionary(entry => (string)entry.Value!["user"]!, entry => (string)entry.Value!["target"]!);
        var hub = table.Select(entry => entry.Value!).Where(entry => entry["hub"] is not null)
            .SelectMany(entry => entry["targets"] is JsonArray all ? all.Select(target => (string)target!) : [(string)entry["target"]!]);
        return (users, [.. hub]);
    }

    private sealed record Row(string User, string State, string? Address, string? Process, bool Overdue, long LeaseNumber, long Tokens);

    /// <summary>A list that shows its lines when a test fails.</summary>
    private sealed class Complaints : List<string>
    {
        public void AddAll(IEnumerable<string> subjects, Func<string, string> say) => AddRange(subjects.Select(say));

        public override string ToString() => string.Join("; ", this);
    }
}
