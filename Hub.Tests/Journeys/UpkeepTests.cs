using System.Text.Json.Nodes;
using Dapper;
using Hub.Api.Background;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;
using Npgsql;

namespace Hub.Tests.Journeys;

/// <summary>What a hub does by itself about idle servers, and what an operator can do about stuck and lost ones: with real processes.</summary>
public sealed class UpkeepTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private TestDatabase database = null!;
    private HubPlace place = null!;
    private HubRest admin = null!;

    [OneTimeSetUp]
    public async Task StartHub()
    {
        database = await TestPostgres.DatabaseAsync();
        place = new HubPlace(
            ("JupyterHub.db_url", database.ConnectionString),
            ("JupyterHub.load_groups", new JsonObject { ["lab"] = new JsonObject { ["users"] = new JsonArray("lab") } }),
            ("JupyterHub.tornado_settings", new JsonObject { ["slow_spawn_timeout"] = 0.2, ["slow_stop_timeout"] = 0.2 }),
            ("LocalProcessSpawner.interrupt_timeout", 300),
            ("LocalProcessSpawner.term_timeout", 1),
            // The rows are made older than that, so that no machine is too slow for it.
            ("HubIdleCuller.timeout", 3600),
            ("HubIdleCuller.cull_every", 1),
            ("HubIdleCuller.warn_before", 300),
            ("HubIdleCuller.policies", new JsonObject
            {
                ["a"] = new JsonObject { ["groups"] = new JsonArray("lab"), ["timeout"] = 7200 },
                ["b"] = new JsonObject { ["options"] = new JsonObject { ["profile"] = "gpu" }, ["timeout"] = 0, ["max_age"] = 1800 },
            }));
        await place.StartAsync();
        admin = place.Rest();
    }

    [OneTimeTearDown]
    public async Task StopHub()
    {
        admin?.Dispose();
        if (place is not null)
            await place.DisposeAsync();
        await database.DisposeAsync();
    }

    [Test]
    public async Task Idle_and_old_servers_are_stopped_by_the_policy_of_group_and_profile_and_kept_ones_are_not()
    {
        foreach (var user in (string[])["idle", "busy", "kept", "gpu"])
            await admin.AddUserAsync(user);
        foreach (var user in (string[])["idle", "busy", "kept", "lab"])
            await admin.StartServerAsync(user);
        await admin.StartServerAsync("gpu", body: new JsonObject { ["profile"] = "gpu" });
        (await admin.SendAsync(HttpMethod.Put, "users/kept/server/keep", new StringContent("""{"seconds": 3600}""", null, "application/json"))).ShouldBeStatus(200);
        var pid = ServerOf("idle");
        await AgeAsync(65);
        // Whoever uses a server is seen by the proxy, whose word comes every few minutes; a server says it by itself.
        await AgeAsync(58, "busy");

        await Eventually.True(async () => await admin.ServerAsync("idle") is null && await admin.ServerAsync("gpu") is null, Patience);
        ProcessMark.Of(pid).ShouldBeNull();
        (await CauseAsync("idle"), await CauseAsync("gpu")).ShouldBe(("It was not used for 60 minutes", "It ran for 30 minutes, as long as servers may here"));
        foreach (var user in (string[])["busy", "kept", "lab"])
            ((bool)(await admin.ServerAsync(user))!["ready"]!).ShouldBeTrue(user);
        var keep = (await admin.GetAsync("users/busy/server/keep")).Json;
        ((string?)keep["why"]).ShouldBe("It was not used for 60 minutes");
    }

    [Test]
    public async Task A_server_that_does_not_end_is_reset_and_a_process_that_no_row_knows_is_listed_and_ended()
    {
        await admin.AddUserAsync("stuck");
        place.Tell("stuck", "deaf");
        await admin.StartServerAsync("stuck");
        (await admin.DeleteAsync("users/stuck/server")).ShouldBeStatus(202);
        var pid = ServerOf("stuck");
        (await admin.PostAsync("users/stuck/server/reset")).ShouldBeStatus(200);
        ((bool)(await admin.GetAsync("users/stuck/server")).Json["stopped"]!).ShouldBeTrue();
        ProcessMark.Of(pid).ShouldBeNull();

        await admin.AddUserAsync("lost");
        await admin.StartServerAsync("lost");
        var lost = ServerOf("lost");
        await using (var rows = new NpgsqlConnection(database.ConnectionString))
        {
            await rows.ExecuteAsync(
                "UPDATE servers SET state = 'stopped', spawner_state = '{}', host = NULL, next_poll = NULL FROM users u WHERE u.id = user_id AND u.name = 'lost'");
        }

        var orphans = (await admin.GetAsync("orphans")).Json["processes"]!.AsArray();
        foreach (var orphan in orphans)
            (await admin.DeleteAsync($"orphans/{(string)orphan!["key"]!}")).ShouldBeStatus(204);
        await Eventually.True(() => ProcessMark.Of(lost) is null, Patience);
        (await admin.GetAsync("orphans")).Json["processes"]!.AsArray().ShouldBeEmpty();
    }

    private static int ServerOf(string user) => ProcessTable.WithEnvironment($"JUPYTERHUB_USER={user}").Single();

    private async Task<string?> CauseAsync(string user) => (string?)(await admin.GetAsync($"users/{user}/server/history")).Json[0]!["cause"];

    private async Task AgeAsync(int minutes, string? user = null)
    {
        await using var rows = new NpgsqlConnection(database.ConnectionString);
        await rows.ExecuteAsync(
            """
            UPDATE servers SET last_activity = now() - @minutes * interval '1 min', started = now() - @minutes * interval '1 min'
            FROM users u WHERE u.id = user_id AND (u.name = @user OR (@user::text IS NULL AND u.name <> 'busy'))
            """,
            new { minutes, user });
    }
}
