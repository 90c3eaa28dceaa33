using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;

namespace Hub.Tests.Api.Servers;

public sealed class PendingTests : ApiFixture
{
    private SlowSpawner spawner = null!;

    [SetUp]
    public void Close()
    {
        spawner.CloseStarts();
        spawner.OpenStops();
    }

    [Test]
    public async Task A_slow_start_is_pending_until_it_is_ready()
    {
        await UsersAsync("slow");
        var pending = await Admin.PostAsync("users/slow/server");
        pending.ShouldBe(202);
        var user = (await Admin.GetAsync("users/slow")).Json;
        user.Value<string>("pending").ShouldBe("spawn");
        user.Value<string>("server").ShouldBeNull();
        user["servers"]![""]!.Value<string>("pending").ShouldBe("spawn");
        user["servers"]![""]!.Value<bool>("stopped").ShouldBeFalse();
        (await Admin.PostAsync("users/slow/server")).ShouldBe(202);
        (await Admin.PatchAsync("users/slow/server", """{"user_options": {}}""")).ShouldFail(400, "slow is active. Please stop it before modifying it.");
        using var stream = await Admin.StreamAsync("users/slow/server/progress");
        (await ProgressLines.NextAsync(stream)).ShouldBe("""{"progress":0,"message":"Server requested"}""");
        (await ProgressLines.NextAsync(stream)).ShouldBe("""{"progress":50,"message":"Spawning server..."}""");
        (await ProgressLines.NextAsync(stream)).ShouldBe("""{"progress":60,"message":"Waiting at the gate","html_message":"Waiting <b>at the gate</b>"}""");
        // A browser whose connection broke hears the story from its beginning: events have no ids to go on from.
        using var again = await Admin.StreamAsync("users/slow/server/progress", default, ("Last-Event-ID", "2"));
        foreach (var progress in (int[])[0, 50, 60])
            (await ProgressLines.NextAsync(again)).ShouldNotBeNull().ShouldStartWith($"{{\"progress\":{progress},");
        spawner.OpenStarts();
        foreach (var reader in (StreamReader[])[stream, again])
        {
            (await ProgressLines.NextAsync(reader)).ShouldNotBeNull().ShouldContain("\"ready\":true");
            (await ProgressLines.NextAsync(reader)).ShouldBeNull();
        }

        ProgressLines.Of((await Admin.GetAsync("users/slow/server/progress")).Text).Single().ShouldContain("\"ready\":true");
        (await Admin.GetAsync("users/slow")).Json.Value<string>("server").ShouldBe("/user/slow/");
    }

    [Test]
    public async Task Whoever_follows_a_start_that_another_has_followed_is_told_its_end()
    {
        await UsersAsync("anew");
        spawner.OpenStarts();
        (await Admin.PostAsync("users/anew/server")).ShouldBe(201);
        (await Admin.DeleteAsync("users/anew/server")).ShouldBe(204);
        spawner.CloseStarts();
        (await Admin.PostAsync("users/anew/server")).ShouldBe(202);
        var seen = (await App.Get<IServerStore>().ActiveAsync(default)).Single(server => server.User!.Name == "anew");
        // As it was when somebody began to follow, slowly.
        seen.Attempt--;
        await using var story = App.Get<ServerProgress>().FollowAsync(seen, default).GetAsyncEnumerator();
        (await story.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeTrue();
        (story.Current.Failed, story.Current.Message).ShouldBe((true, "Spawn cancelled"));
        (await story.MoveNextAsync()).ShouldBeFalse();
        (await Admin.DeleteAsync("users/anew/server")).Status.ShouldBeOneOf(202, 204);
    }

    [Test]
    public async Task A_stop_interrupts_a_pending_start()
    {
        await UsersAsync("cancelled");
        var before = spawner.CalledOff;
        (await Admin.PostAsync("users/cancelled/server")).ShouldBe(202);
        using var stream = await Admin.StreamAsync("users/cancelled/server/progress");
        (await Admin.DeleteAsync("users/cancelled/server")).ShouldBe(204);
        string? last = null;
        while (await ProgressLines.NextAsync(stream) is { } line)
            last = line;
        last.ShouldBe("""{"progress":100,"failed":true,"message":"Spawn cancelled"}""");
        (await Admin.GetAsync("users/cancelled/server")).Json.Value<bool>("stopped").ShouldBeTrue();
        Machine.Ids.ShouldNotContain(spawner.Requests[^1].Attempt.ToString("n"));
        // Or it would go on with what was undone.
        await Eventually.True(() => spawner.CalledOff == before + 1);
    }

    [Test]
    public async Task A_slow_stop_is_pending_and_nothing_else_is_done_meanwhile()
    {
        await UsersAsync("ending");
        spawner.OpenStarts();
        (await Admin.PostAsync("users/ending/server")).ShouldBe(201);
        spawner.CloseStops();
        (await Admin.DeleteAsync("users/ending/server")).ShouldBe(202);
        (await Admin.GetAsync("users/ending")).Json.Value<string>("pending").ShouldBe("stop");
        (await Admin.PostAsync("users/ending/server")).ShouldFail(400, "ending is pending stop");
        (await Admin.DeleteAsync("users/ending/server")).ShouldBe(202);
        (await Admin.DeleteAsync("users/ending")).ShouldFail(400, "ending's server is in the process of stopping, please wait.");
        (await Admin.GetAsync("users/ending/server/progress")).ShouldFail(400, "ending is not starting...");
        spawner.OpenStops();
        await Eventually.True(async () => (await Admin.GetAsync("users/ending/server")).Json.Value<bool>("stopped"));
        (await Admin.DeleteAsync("users/ending")).ShouldBe(204);
    }

    [Test]
    public async Task A_named_server_goes_after_its_slow_stop()
    {
        await UsersAsync("rem");
        spawner.OpenStarts();
        (await Admin.PostAsync("users/rem/servers/x")).ShouldBe(201);
        spawner.CloseStops();
        (await Admin.DeleteAsync("users/rem/servers/x", """{"remove": true}""")).ShouldBe(202);
        spawner.OpenStops();
        await Eventually.True(async () => (await Admin.GetAsync("users/rem/servers/x")).Status == 404);
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Servers = new ServerOptions
        {
            AllowNamedServers = true,
            SlowSpawnTimeout = TimeSpan.FromSeconds(0.5),
            SlowStopTimeout = TimeSpan.FromSeconds(1),
        },
    };

    protected override TinySpawner SpawnerOn(TinyServers machine) => spawner = new SlowSpawner(machine);
}
