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
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(120);

    /// <summary>Waits until the three lists agree; in the end says where they do not.</summary>
    public static async Task HoldsAsync(IFaultScene scene)
    {
        IReadOnlyList<string> found = [];
        await Eventually.Until(
            async () => found = await DisagreementsAsync(scene), disagreements => disagreements.Count == 0, Calm, "rows, processes and routes agree");
    }

    /// <summary>And these servers are as they should be.</summary>
    public static async Task HoldsAsync(IFaultScene scene, IReadOnlyDictionary<string, bool> running)
    {
        await HoldsAsync(scene);
        await KeepsWordAsync(scene, running);
    }

    /// <summary>Each of these servers is as its user was told last.</summary>
    public static async Task KeepsWordAsync(IFaultScene scene, IReadOnlyDictionary<string, bool> told) =>
        (await BrokenWordsAsync(scene, told)).ShouldBeEmpty();

    /// <summary>Which of them are not.</summary>
    public static async Task<IReadOnlyList<string>> BrokenWordsAsync(IFaultScene scene, IReadOnlyDictionary<string, bool> told)
    {
        var ready = (await RowsAsync(scene)).Where(row => row.State == "ready").Select(row => row.User).ToHashSet();
        return [.. told.Where(user => ready.Contains(user.Key) != user.Value).Select(user => $"{user.Key} was told {user.Value}")];
    }

    /// <summary>Where the three lists do not agree now.</summary>
    public static async Task<IReadOnlyList<string>> DisagreementsAsync(IFaultScene scene)
    {
        var rows = await RowsAsync(scene);
        var processes = scene.Processes;
        var (routes, hubTargets) = await RoutesAsync(scene);
        var found = new Complaints();
        foreach (var row in rows)
        {
            if (row.State != "ready")
                found.Add($"{row.User} is {row.State}{(row.Overdue ? ", past its deadline" : "")}, lease {row.LeaseNumber}");
            else if (!processes.Contains(row.Process ?? ""))
                found.Add($"{row.User} is ready and has no process");
            else if (routes.GetValueOrDefault(row.User) != row.Address)
                found.Add($"{row.User} is at {row.Address}, its route leads to {routes.GetValueOrDefault(row.User) ?? "nowhere"}");
            if (row.State == "ready" && row.Tokens != 1)
                found.Add($"{row.User} is ready and has {row.Tokens} tokens");
        }

        found.AddAll(processes.Except(rows.Select(row => row.Process ?? "")), orphan => $"process {orphan} has no row");
        found.AddAll(routes.Keys.Except(rows.Select(row => row.User)), user => $"the route of {user} has no row");
        found.AddAll(await StaleTokensAsync(scene), user => $"{user} is stopped and its server has a token");
        found.AddAll(scene.Acknowledged.Except(await UsersAsync(scene)), user => $"{user} was made and is not there");
        var wanted = scene.HubTargets.Order().ToList();
        if (!hubTargets.Order().SequenceEqual(wanted))
            found.Add($"the hub's route leads to {string.Join(", ", hubTargets)} instead of {string.Join(", ", wanted)}");
        return found;
    }

    private static async Task<List<Row>> RowsAsync(IFaultScene scene)
    {
        await using var database = new NpgsqlConnection(scene.ConnectionString);
        return [.. await database.QueryAsync<Row>(
            """
            SELECT users.name AS "user", state, address, coalesce(spawner_state->>'id', spawner_state->>'pid') AS saved, spawner_state->>'folder' AS folder, coalesce(deadline < now(), false) AS overdue,
                   lease_number AS "LeaseNumber", (SELECT count(*) FROM api_tokens WHERE server_id = servers.id) AS tokens
            FROM servers JOIN users ON users.id = user_id WHERE state <> 'stopped'
            """)];
    }

    private static async Task<IEnumerable<string>> StaleTokensAsync(IFaultScene scene)
    {
        await using var database = new NpgsqlConnection(scene.ConnectionString);
        return await database.QueryAsync<string>(
            """
            SELECT users.name FROM servers JOIN users ON users.id = user_id
            WHERE state = 'stopped' AND (EXISTS (SELECT 1 FROM api_tokens WHERE server_id = servers.id)
                                         OR EXISTS (SELECT 1 FROM oauth_clients WHERE server_id = servers.id))
            """);
    }

    private static async Task<IEnumerable<string>> UsersAsync(IFaultScene scene)
    {
        await using var database = new NpgsqlConnection(scene.ConnectionString);
        return await database.QueryAsync<string>("SELECT name FROM users");
    }

    private static async Task<(Dictionary<string, string> Users, List<string> Hub)> RoutesAsync(IFaultScene scene)
    {
        var table = await scene.RoutesAsync();
        var users = table.Where(entry => entry["user"] is not null).ToDictionary(entry => (string)entry["user"]!, entry => (string)entry["target"]!);
        var hub = table.Where(entry => entry["hub"] is not null)
            .SelectMany(entry => entry["targets"] is JsonArray all ? all.Select(target => (string)target!) : [(string)entry["target"]!]);
        return (users, [.. hub]);
    }

    private sealed record Row(string User, string State, string? Address, string? Saved, string? Folder, bool Overdue, long LeaseNumber, long Tokens)
    {
        /// <summary>A start that was finished for a hub that had died knows its process by what that wrote itself.</summary>
        public string? Process => Saved ?? (Folder is not null && File.Exists(Path.Combine(Folder, "process"))
            ? File.ReadAllText(Path.Combine(Folder, "process")).Split(' ')[0]
            : null);
    }

    /// <summary>A list that shows its lines when a test fails.</summary>
    private sealed class Complaints : List<string>
    {
        public void AddAll(IEnumerable<string> subjects, Func<string, string> say) => AddRange(subjects.Select(say));

        public override string ToString() => string.Join("; ", this);
    }
}
