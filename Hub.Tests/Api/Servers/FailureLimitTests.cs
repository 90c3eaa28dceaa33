using Dapper;
using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Domain.Spawners;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Npgsql;

namespace Hub.Tests.Api.Servers;

public sealed class FailureLimitTests : ApiFixture
{
    private FailingSpawner spawner = null!;

    [SetUp]
    public async Task BeginAnew()
    {
        (await Admin.DeleteAsync("start-failures")).ShouldBe(204);
        spawner.Fails = SpawnFailure.Error;
    }

    [Test]
    public async Task After_so_many_failures_in_a_row_starts_are_refused_with_the_reason_and_the_hub_goes_on()
    {
        await UsersAsync("una", "duo");
        await FailAsync("una", 2);
        (await Admin.GetAsync("start-failures")).ShouldBe(200, """
            {"limit": 2, "in_a_row": 2, "refused_since": "<any>", "next_trial": "<any>", "last": "una: I don't work!", "last_at": "<any>"}
            """);
        var refused = await Admin.PostAsync("users/duo/server");
        refused.ShouldFail(503);
        refused.Message.ShouldNotBeNull().ShouldStartWith("Servers cannot be started at present: the last 2 starts failed");
        int.Parse(refused.Headers["Retry-After"]).ShouldBeInRange(1, 3600);
        spawner.Requests.ShouldNotContain(request => request.UserName == "duo");
        (await Admin.GetAsync("users/duo/server")).Json.Value<bool>("stopped").ShouldBeTrue();
        (await Admin.GetAsync("/hub/metrics")).Text.ShouldContain("jupyterhub_failed_starts_in_a_row 2\n");
        (await Admin.GetAsync("/hub/metrics")).Text.ShouldContain("jupyterhub_starts_refused 1\n");
        App.Log.Text.ShouldContain("2 starts in a row have failed");

        (await Admin.DeleteAsync("start-failures")).ShouldBe(204);
        (await Admin.GetAsync("/hub/metrics")).Text.ShouldContain("jupyterhub_starts_refused 0\n");
        (await Admin.PostAsync("users/duo/server")).ShouldFail(500, "I don't work!");
    }

    [Test]
    public async Task One_start_is_let_through_in_time_and_when_it_goes_well_all_are()
    {
        await UsersAsync("tri", "quad");
        await FailAsync("tri", 2);
        await PauseIsOverAsync();
        (await Admin.PostAsync("users/tri/server")).ShouldFail(500, "I don't work!");
        (await Admin.PostAsync("users/tri/server")).ShouldFail(503);
        await PauseIsOverAsync();
        spawner.Fails = null;
        (await Admin.PostAsync("users/tri/server")).ShouldBe(201);
        (await Admin.PostAsync("users/quad/server")).ShouldBe(201);
        (await Admin.GetAsync("start-failures")).Json.Value<int>("in_a_row").ShouldBe(0);
    }

    [Test]
    public async Task What_a_rule_forbids_does_not_count()
    {
        await UsersAsync("pol");
        spawner.Fails = SpawnFailure.Policy;
        await FailAsync("pol", 4);
        (await Admin.GetAsync("start-failures")).Json.Value<int>("in_a_row").ShouldBe(0);
    }

    [Test]
    public async Task A_start_that_comes_to_nothing_leaves_its_place_to_the_next()
    {
        await UsersAsync("full", "first", "next");
        await FailAsync("full", 2);
        await PauseIsOverAsync();
        // Refused by its own options, before there is a start.
        (await Admin.PostAsync("users/first/server", """{"user_options": {"memory": "much"}}""")).Status.ShouldBe(400);
        spawner.Fails = SpawnFailure.Policy;
        (await Admin.PostAsync("users/first/server", "{}")).ShouldFail(500, "I don't work!");
        spawner.Fails = null;
        (await Admin.PostAsync("users/next/server")).ShouldBe(201);
    }

    [Test]
    public async Task A_start_that_goes_well_in_between_begins_the_count_anew()
    {
        await UsersAsync("mix");
        await FailAsync("mix", 1);
        spawner.Fails = null;
        (await Admin.PostAsync("users/mix/server")).ShouldBe(201);
        (await Admin.DeleteAsync("users/mix/server")).ShouldBe(204);
        spawner.Fails = SpawnFailure.Timeout;
        await FailAsync("mix", 1);
        (await Admin.GetAsync("start-failures")).Json.Value<string?>("refused_since").ShouldBeNull();
    }

    [Test]
    public async Task Only_administrators_of_servers_see_and_clear_it()
    {
        await UsersAsync("small");
        using var small = await ClientAsync("small", "self");
        (await small.GetAsync("start-failures")).Status.ShouldBe(403);
        (await small.DeleteAsync("start-failures")).Status.ShouldBe(403);
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Spawner = new SpawnerOptions
        {
            ConsecutiveFailureLimit = 2,
            ApplyUserOptions = new Dictionary<string, string> { ["memory"] = "mem_limit" },
        }
    };

    protected override TinySpawner SpawnerOn(TinyServers machine) => spawner = new FailingSpawner(machine);

    private async Task FailAsync(string user, int times)
    {
        for (var time = 0; time < times; time++)
            (await Admin.PostAsync($"users/{user}/server")).ShouldFail(500, "I don't work!");
    }

    private async Task PauseIsOverAsync()
    {
        await using var database = new NpgsqlConnection(App.ConnectionString);
        await database.ExecuteAsync("UPDATE start_failures SET next_trial = now()");
    }

    private sealed class FailingSpawner(TinyServers machine) : TinySpawner(machine)
    {
        public SpawnFailure? Fails { get; set; }

        protected override Task BeforeAsync(SpawnRequest request, ISpawnJournal journal, CancellationToken ct) =>
            Fails is { } reason ? throw new SpawnFailedException("I don't work!") { Reason = reason } : Task.CompletedTask;
    }
}
