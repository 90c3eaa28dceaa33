using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Servers;

public sealed class HistoryTests : ApiFixture
{
    private MoodySpawner spawner = null!;

    [Test]
    public async Task A_run_is_told_from_the_request_to_the_end()
    {
        await UsersAsync("told");
        var options = """{"user_options": {"profile": "small", "db_password": "hush", "git": "https://me:hush@example.org/x"}}""";
        (await Admin.SendAsync("POST", "users/told/server", options, ("X-Request-Id", "req-1"))).ShouldBe(201);
        (await Admin.DeleteAsync("users/told/server")).ShouldBe(204);
        (await Admin.GetAsync("users/told/server/history")).ShouldBe(200, """
            [{"id": "<any>", "server_name": "", "attempt": 1, "requested_by": "admin", "request_id": "req-1",
              "user_options": {"profile": "small", "db_password": "***", "git": "https://me:***@example.org/x"},
              "outcome": "stopped",
              "phases": [{"name": "accepted", "began": "<any>"}, {"name": "spawner start", "began": "<any>"},
                         {"name": "waiting for http", "began": "<any>"}, {"name": "routing", "began": "<any>"},
                         {"name": "ready", "began": "<any>"}, {"name": "stopping", "began": "<any>"}],
              "ended": "<any>", "failure_kind": null, "cause": null, "next_step": null, "exit_status": null, "output": null,
              "events": [{"at": "<any>", "progress": 0, "message": "Server requested"},
                         {"at": "<any>", "progress": 50, "message": "Spawning server..."},
                         {"at": "<any>", "progress": 100, "message": "Server ready at /user/told/"}]}]
            """);
    }

    [Test]
    public async Task A_failed_start_has_its_cause_and_what_to_do()
    {
        await UsersAsync("fails");
        spawner.Fails = true;
        (await Admin.PostAsync("users/fails/server")).ShouldFail(500, "I don't work!");
        spawner.Fails = false;
        var attempt = (await Admin.GetAsync("users/fails/server/history")).Json[0]!;
        (attempt.Value<string>("outcome"), attempt.Value<string>("cause"), attempt.Value<string>("output")).ShouldBe(("failed", "I don't work!", "its last words"));
        attempt.Value<string>("next_step").ShouldNotBeNullOrEmpty();
        attempt["events"]!.Last!.Value<string>("message").ShouldBe("I don't work!");
    }

    [Test]
    public async Task A_server_that_died_keeps_its_exit_reason_and_last_output()
    {
        await UsersAsync("dies");
        (await Admin.PostAsync("users/dies/server")).ShouldBe(201);
        Machine.End(spawner.Requests[^1].Attempt.ToString("n"));
        await Eventually.True(async () => (await Admin.GetAsync("users/dies/server")).Json.Value<bool>("stopped"));
        var attempt = (await Admin.GetAsync("users/dies/server/history")).Json[0]!;
        (attempt.Value<string>("outcome"), attempt.Value<string>("cause"), attempt.Value<int>("exit_status"), attempt.Value<string>("output"))
            .ShouldBe(("died", "it is gone", 1, "its last words"));
    }

    [Test]
    public async Task The_newest_attempt_comes_first_and_lists_come_in_pages()
    {
        await UsersAsync("pages");
        for (var i = 0; i < 3; i++)
        {
            (await Admin.PostAsync("users/pages/server")).ShouldBe(201);
            (await Admin.DeleteAsync("users/pages/server")).ShouldBe(204);
        }

        var page = await Admin.GetAsync("users/pages/server/history?limit=2", ("Accept", "application/jupyterhub-pagination+json"));
        page.Json["items"]!.Select(item => item.Value<int>("attempt")).ShouldBe([3, 2]);
        page.Json["_pagination"]!.Value<int>("total").ShouldBe(3);
    }

    [Test]
    public async Task Only_owner_and_those_who_may_read_servers_see_it()
    {
        await UsersAsync("mine", "yours");
        using var yours = await ClientAsync("yours", "self");
        using var mine = await ClientAsync("mine", "self");
        using var list = await ClientAsync("mine", "tokens!user");
        (await mine.GetAsync("users/mine/server/history")).ShouldBe(200, "[]");
        (await yours.GetAsync("users/mine/server/history")).Status.ShouldBe(404);
        (await list.GetAsync("users/mine/server/history")).Status.ShouldBe(403);
    }

    [Test]
    public async Task A_named_server_that_is_gone_keeps_its_history()
    {
        await UsersAsync("gone");
        (await Admin.PostAsync("users/gone/servers/x")).ShouldBe(201);
        (await Admin.DeleteAsync("users/gone/servers/x", """{"remove": true}""")).ShouldBe(204);
        (await Admin.GetAsync("users/gone/servers/x/history")).Json.ShouldBeOfType<JArray>().Count.ShouldBe(1);
        (await Admin.GetAsync("users/gone/servers/never/history")).Status.ShouldBe(404);
    }

    [Test]
    public async Task Old_attempts_are_forgotten_and_running_ones_are_not()
    {
        await UsersAsync("old");
        (await Admin.PostAsync("users/old/server")).ShouldBe(201);
        (await Admin.DeleteAsync("users/old/server")).ShouldBe(204);
        for (var i = 0; i < 3; i++)
        {
            (await Admin.PostAsync("users/old/servers/y")).ShouldBe(201);
            if (i < 2)
                (await Admin.DeleteAsync("users/old/servers/y")).ShouldBe(204);
        }

        var history = App.Get<IServerHistory>();
        await history.PruneAsync(TimeSpan.FromDays(1), keepOfEach: 2, CancellationToken.None);
        (await AttemptsAsync()).ShouldBe([3, 2]);
        (await Admin.GetAsync("users/old/server/history")).Json.Count().ShouldBe(1, "each server counts for itself");
        await history.PruneAsync(TimeSpan.FromTicks(10), keepOfEach: 2, CancellationToken.None);
        (await AttemptsAsync()).ShouldBe([3]);

        async Task<IEnumerable<int>> AttemptsAsync() =>
            (await Admin.GetAsync("users/old/servers/y/history")).Json.Select(item => item.Value<int>("attempt"));
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Servers = new ServerOptions { AllowNamedServers = true },
        Spawner = new SpawnerOptions { PollInterval = TimeSpan.FromSeconds(1) },
    };

    protected override TinySpawner SpawnerOn(TinyServers machine) => spawner = new MoodySpawner(machine);
}
