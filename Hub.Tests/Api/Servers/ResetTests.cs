using System.Text.Json.Nodes;
using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;

namespace Hub.Tests.Api.Servers;

public sealed class ResetTests : ApiFixture
{
    private StubbornSpawner spawner = null!;

    [Test]
    public async Task A_server_that_cannot_be_stopped_is_stopped_by_force_and_told_of()
    {
        await UsersAsync("stuck");
        (await Admin.PostAsync("users/stuck/server")).ShouldBe(201);
        spawner.Refuses = true;
        (await Admin.DeleteAsync("users/stuck/server")).Status.ShouldBe(500);
        (await Admin.GetAsync("users/stuck/server")).Json.Value<string>("pending").ShouldBe("stop");
        (await Admin.PostAsync("users/stuck/server/reset")).ShouldBe(200, """
            {"was": "stopping", "trouble": ["The spawner could not end it: It does not want to."]}
            """);
        spawner.Refuses = false;
        var server = (await Admin.GetAsync("users/stuck/server")).Json;
        (server.Value<bool>("stopped"), server.Value<string>("pending")).ShouldBe((true, null));
        (await Admin.GetAsync("proxy")).Text.ShouldNotContain("/user/stuck/");
        (await Admin.GetAsync("users/stuck/server/history")).Json[0]!.Value<string>("cause").ShouldBe("It was reset by admin");
        var orphan = (await Admin.GetAsync("orphans")).Json["processes"]!.Single();
        (await Admin.DeleteAsync($"orphans/{orphan.Value<string>("key")}")).ShouldBe(204);
        (await Admin.GetAsync("orphans")).ShouldBe(200, """{"host": "test", "processes": [], "servers": [], "unknown": []}""");
        (await Admin.PostAsync("users/stuck/server")).ShouldBe(201);
    }

    [Test]
    public async Task A_row_that_no_process_knows_is_listed()
    {
        await UsersAsync("lost");
        (await Admin.PostAsync("users/lost/server")).ShouldBe(201);
        Machine.End(spawner.Requests[^1].Attempt.ToString("n"));
        (await Admin.GetAsync("orphans")).Json["servers"]!.ToString(Newtonsoft.Json.Formatting.None)
            .ShouldBe("""[{"user":"lost","server_name":"","reason":"it is gone"}]""");
        (await Admin.PostAsync("users/lost/server/reset")).ShouldBe(200, """{"was": "ready", "trouble": []}""");
    }

    [Test]
    public async Task A_server_that_cannot_be_looked_at_is_listed_as_such_and_stays()
    {
        await UsersAsync("misty");
        (await Admin.PostAsync("users/misty/server")).ShouldBe(201);
        spawner.Unsure = true;
        var orphans = (await Admin.GetAsync("orphans")).Json;
        orphans["unknown"]!.Select(lost => (lost.Value<string>("user"), lost.Value<string>("reason"))).ShouldContain(("misty", "who knows"));
        orphans["servers"]!.ShouldBeEmpty();
        // Nor is another started beside it, and its owner still finds it where it was.
        (await Admin.PostAsync("users/misty/server")).ShouldFail(400, "misty is already running");
        (await Admin.GetAsync("users/misty")).Json.Value<string>("server").ShouldBe("/user/misty/");
        (await Admin.GetAsync("proxy")).Text.ShouldContain("/user/misty/");
        spawner.Unsure = false;
        (await Admin.GetAsync("users/misty/server")).Json.Value<bool>("ready").ShouldBeTrue();
        (await Admin.DeleteAsync("users/misty/server")).ShouldBe(204);
    }

    [Test]
    public async Task Only_administrators_of_servers_may()
    {
        await UsersAsync("mortal");
        using var mortal = await ClientAsync("mortal", "self");
        (await mortal.PostAsync("users/mortal/server/reset")).Status.ShouldBe(403);
        (await mortal.GetAsync("orphans")).Status.ShouldBe(403);
        (await Admin.DeleteAsync("orphans/none")).Status.ShouldBe(404);
    }

    protected override HubConfiguration Configured(HubConfiguration basis) =>
        basis with { Servers = new ServerOptions { SlowStopTimeout = TimeSpan.FromSeconds(5) }, Spawner = new SpawnerOptions { PollInterval = TimeSpan.Zero } };

    protected override TinySpawner SpawnerOn(TinyServers machine) => spawner = new StubbornSpawner(machine);

    private sealed class StubbornSpawner(TinyServers machine) : TinySpawner(machine), ISpawner
    {
        public bool Refuses { get; set; }

        public bool Unsure { get; set; }

        public override Task StopAsync(JsonObject state, bool now, CancellationToken ct) =>
            Refuses ? throw new SpawnFailedException("It does not want to.") : base.StopAsync(state, now, ct);

        Task<PollResult> ISpawner.PollAsync(JsonObject state, CancellationToken ct) =>
            Unsure ? Task.FromResult<PollResult>(new PollResult.Unknown("who knows")) : PollAsync(state, ct);

        Task<IReadOnlyList<FoundServer>?> ISpawner.FindAllAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<FoundServer>?>(
            [.. Machine.Ids.Select(id => new FoundServer(id, "a listener", new JsonObject { ["id"] = id }, null))]);

        string? ISpawner.KeyOf(JsonObject state) => state["id"]?.GetValue<string>();
    }
}
