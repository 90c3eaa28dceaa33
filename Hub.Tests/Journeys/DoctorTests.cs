using Dapper;
using Hub.Api.Background;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;
using Newtonsoft.Json.Linq;
using Npgsql;

namespace Hub.Tests.Journeys;

/// <summary>The verb <c>doctor</c>, beside a hub that runs and beside none.</summary>
[Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DoctorTests
{
    private static readonly string[] All =
        ["configuration", "database", "clock", "schema", "proxy", "routes", "orphans", "starts", "hub address", "spawner command", "disk"];

    [Test]
    public async Task A_hub_that_runs_is_well_and_one_that_does_not_is_told_where_it_hurts()
    {
        await using var place = new HubPlace();
        var hub = await place.StartAsync();
        var findings = await FindingsAsync(place);
        findings.Keys.ShouldBe(All);
        foreach (var check in All[1..^2])
            findings[check].Health.ShouldBe("ok", findings[check].Says);
        (await hub.TerminateAsync()).ShouldBe(0, hub.Said);

        var ill = await place.RunAsync("doctor", "--config", place.ConfigFile);
        ill.ExitCode.ShouldBe(1, ill.Said);
        ill.Output.ShouldContain("FAILED   proxy:");
        ill.Output.ShouldContain("FAILED   hub address:");
        ill.Output.ShouldContain("-> Servers reach the hub there");
    }

    [Test]
    public async Task Processes_without_rows_rows_without_processes_and_routes_without_either_are_named()
    {
        await using var database = await TestPostgres.DatabaseAsync();
        await using var place = new HubPlace(("JupyterHub.db_url", database.ConnectionString), ("Spawner.poll_interval", 0), ("Spawner.consecutive_failure_limit", 2));
        await place.StartAsync();
        using var admin = place.Rest();
        foreach (var user in (string[])["ada", "bob", "eve"])
        {
            await admin.AddUserAsync(user);
            await admin.StartServerAsync(user);
        }

        await using (var rows = new NpgsqlConnection(database.ConnectionString))
        {
            await rows.ExecuteAsync("UPDATE servers SET state = 'stopped', spawner_state = '{}' FROM users u WHERE u.id = user_id AND u.name = 'ada'");
            await rows.ExecuteAsync("INSERT INTO start_failures (id, in_a_row, refused_since, next_trial, last, last_at) VALUES (1, 2, now(), now(), 'eve: no', now())");
        }

        ProcessMark.Of(ServersOf("bob").Single())!.Signal(ProcessMark.Kill);
        await Eventually.True(() => ServersOf("bob").Count == 0);

        var findings = await FindingsAsync(place);
        var (health, says) = findings["orphans"];
        health.ShouldBe("warning");
        says.ShouldContain($"no row knows process {ServersOf("ada").Single()}");
        says.ShouldContain("bob/ is ready by its row, but ");
        says.ShouldNotContain("eve");
        findings["routes"].ShouldBe(("warning", "0 are missing, 0 lead elsewhere, 1 are too many"));
        findings["starts"].Says.ShouldEndWith(": 2 in a row have failed, the last was eve: no");

        IReadOnlyList<int> ServersOf(string user) => ProcessTable.WithEnvironment($"JUPYTERHUB_USER={user}", place);
    }

    private static async Task<Dictionary<string, (string Health, string Says)>> FindingsAsync(HubPlace place)
    {
        var run = await place.RunAsync("doctor", "--json", "--config", place.ConfigFile);
        run.ExitCode.ShouldBe(0, run.Said);
        return JArray.Parse(run.Output).ToDictionary(finding => (string)finding["check"]!, finding => ((string)finding["health"]!, (string)finding["says"]!));
    }
}
