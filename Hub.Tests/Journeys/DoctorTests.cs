using System.Net;
using Dapper;
using Hub.Api.Background;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Newtonsoft.Json.Linq;
using Npgsql;

namespace Hub.Tests.Journeys;

/// <summary>The verb <c>doctor</c>, beside a hub that runs and beside none.</summary>
[Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DoctorTests
{
    private static readonly string[] All =
        ["configuration", "database", "clock", "schema", "proxy", "routes", "orphans", "starts", "hub address", "spawner command", "disk"];

    private const string Token = "token-of-the-proxy-of-the-doctor";

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
    public async Task What_was_never_set_up_is_named_one_by_one()
    {
        await using var database = await TestPostgres.DatabaseAsync();
        await using (var rows = new NpgsqlConnection(database.ConnectionString))
        {
            // Whoever asks this database for the time is told another.
            await rows.ExecuteAsync(
                $"""
                 CREATE SCHEMA ahead;
                 CREATE FUNCTION ahead.clock_timestamp() RETURNS timestamptz LANGUAGE sql
                     AS $f$ SELECT pg_catalog.clock_timestamp() + interval '1 minute' $f$;
                 ALTER DATABASE {rows.Database} SET search_path = ahead, pg_catalog, public;
                 """);
            NpgsqlConnection.ClearPool(rows);
        }

        // Somebody answers there, who is no hub.
        await using var somebody = new TinyServers { Answer = HttpStatusCode.NotFound };
        await using var place = new HubPlace(
            ("JupyterHub.db_url", database.ConnectionString), ("JupyterHub.hub_connect_url", $"{somebody.Start("somebody")}"), ("Spawner.cmd", "no-such-command"));
        var findings = await FindingsAsync(place, exitCode: 1);
        findings.Keys.ShouldBe(All.Except(["routes", "orphans", "starts"]), "what cannot be looked at without a schema is left out");
        findings["database"].Says.ShouldEndWith(" answers");
        findings["clock"].Health.ShouldBe("warning");
        findings["clock"].Says.ShouldMatch(@"^the database's clock is \+(59|60|61)[.,]\d seconds from this machine's; synchronise them$");
        findings["schema"].Health.ShouldBe("warning");
        findings["schema"].Says.ShouldMatch(@"^\d+ changes are missing: \d+_");
        findings["proxy"].ShouldBe(("warning", "its token is made at the first start of the hub"));
        findings["hub address"].Health.ShouldBe("failure");
        findings["hub address"].Says.ShouldEndWith("/hub/api answers 404, as no hub does");
        findings["spawner command"].Health.ShouldBe("warning");
        findings["spawner command"].Says.ShouldStartWith("'no-such-command' is not in the PATH of this process");
    }

    [Test]
    public async Task Without_a_database_the_rest_is_looked_at_all_the_same()
    {
        await using var place = new HubPlace(("JupyterHub.db_url", $"postgresql://nobody@127.0.0.1:{FreePort.Next()}/none"));
        var findings = await FindingsAsync(place, exitCode: 1);
        findings.Keys.ShouldBe(["configuration", "database", "hub address", "spawner command", "disk"]);
        findings["database"].Health.ShouldBe("failure");
        findings["database"].Says.ShouldContain("127.0.0.1");
    }

    [Test]
    public async Task Processes_without_rows_rows_without_processes_and_routes_without_either_are_named()
    {
        await using var database = await TestPostgres.DatabaseAsync();
        await using var place = new HubPlace(
            ("JupyterHub.db_url", database.ConnectionString), ("Spawner.poll_interval", 0), ("Spawner.consecutive_failure_limit", 2),
            ("ConfigurableHTTPProxy.auth_token", Token));
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

        // One route is lost, and one leads to where nobody is.
        using (var proxy = new HttpClient { BaseAddress = new Uri((string)place.Get("ConfigurableHTTPProxy.api_url")!) })
        {
            proxy.DefaultRequestHeaders.Add("Authorization", $"token {Token}");
            (await proxy.DeleteAsync(new Uri("/api/routes/user/eve", UriKind.Relative))).EnsureSuccessStatusCode();
            using var elsewhere = new StringContent("""{"target": "http://127.0.0.1:9", "jupyterhub": true, "user": "bob", "server_name": ""}""");
            (await proxy.PostAsync(new Uri("/api/routes/user/bob", UriKind.Relative), elsewhere)).EnsureSuccessStatusCode();
        }

        ProcessMark.Of(ServersOf("bob").Single())!.Signal(ProcessMark.Kill);
        await Eventually.True(() => ServersOf("bob").Count == 0);

        var findings = await FindingsAsync(place);
        var (health, says) = findings["orphans"];
        health.ShouldBe("warning");
        says.ShouldContain($"no row knows process {ServersOf("ada").Single()}");
        says.ShouldContain("bob/ is ready by its row, but ");
        says.ShouldNotContain("eve");
        findings["routes"].ShouldBe(("warning", "1 are missing, 1 lead elsewhere, 1 are too many"));
        findings["starts"].Says.ShouldEndWith(": 2 in a row have failed, the last was eve: no");

        IReadOnlyList<int> ServersOf(string user) => ProcessTable.WithEnvironment($"JUPYTERHUB_USER={user}", place);
    }

    private static async Task<Dictionary<string, (string Health, string Says)>> FindingsAsync(HubPlace place, int exitCode = 0)
    {
        var run = await place.RunAsync("doctor", "--json", "--config", place.ConfigFile);
        run.ExitCode.ShouldBe(exitCode, run.Said);
        return JArray.Parse(run.Output).ToDictionary(finding => (string)finding["check"]!, finding => ((string)finding["health"]!, (string)finding["says"]!));
    }
}
