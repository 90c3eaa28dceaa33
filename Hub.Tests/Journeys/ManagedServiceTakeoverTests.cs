using System.Text.Json.Nodes;
using Hub.Api.Background;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Journeys;

/// <summary>Services when their hub ends or dies, and what the next hub does with those that outlive it.</summary>
public sealed class ManagedServiceTakeoverTests
{
    private readonly TinyService tiny = new();
    private TestDatabase database = null!;
    private HubPlace place = null!;

    [SetUp]
    public async Task MakePlace()
    {
        database = await HubApplication.DatabaseAsync();
        place = new HubPlace(("JupyterHub.db_url", database.ConnectionString));
        place.Set("JupyterHub.services", new JsonArray(tiny.In(place)));
    }

    [TearDown]
    public async Task EndAll()
    {
        await place.DisposeAsync();
        await database.DisposeAsync();
    }

    [Test]
    public async Task They_end_with_the_hub_and_one_that_does_not_listen_is_killed_when_its_time_is_over()
    {
        place.Set("JupyterHub.services", new JsonArray(
            tiny.In(place),
            TinyService.Shell(place, "deaf", "trap '' TERM; echo deaf as process $$; while :; do sleep 600; done", ("kill_timeout", 1))));
        var hub = await place.StartAsync();
        await hub.SaysAsync("Service deaf: deaf as process ");
        using var admin = place.Rest();
        var pids = new List<int> { (int)(await ServiceAsync(answered => true))["pid"]!, (int)(await admin.GetAsync("services/deaf")).Json["pid"]! };
        pids.ShouldAllBe(pid => ProcessMark.Of(pid) != null);
        (await hub.TerminateAsync()).ShouldBe(0, hub.Said);
        pids.ShouldAllBe(pid => ProcessMark.Of(pid) == null);
    }

    [Test]
    public async Task After_a_kill_of_the_hub_the_next_one_goes_on_with_it_and_ends_what_is_configured_no_longer()
    {
        var hub = await place.StartAsync();
        var first = await ServiceAsync(answered => true);
        await hub.KillAsync();
        ProcessMark.Of((int)first["pid"]!).ShouldNotBeNull();

        hub = await place.StartAsync();
        await hub.SaysAsync("Service tiny runs already");
        (await ServiceAsync(answered => true)).ToJsonString().ShouldBe(first.ToJsonString());

        await hub.KillAsync();
        place.Set("JupyterHub.services", new JsonArray());
        hub = await place.StartAsync();
        await Eventually.True(() => ProcessMark.Of((int)first["pid"]!) is null);
        await hub.SaysAsync("Service tiny is stopped: the configuration has it no longer");
    }

    [Test]
    public async Task A_changed_definition_means_a_new_process()
    {
        var hub = await place.StartAsync();
        var first = await ServiceAsync(answered => true);
        await hub.KillAsync();
        var changed = tiny.In(place);
        changed["environment"]!["COLOUR"] = "red";
        place.Set("JupyterHub.services", new JsonArray(changed));
        await place.StartAsync();
        var second = await ServiceAsync(answered => (string?)answered["environment"]!["COLOUR"] == "red");
        second["pid"]!.GetValue<int>().ShouldNotBe(first["pid"]!.GetValue<int>());
        ProcessMark.Of((int)first["pid"]!).ShouldBeNull();
    }

    [Test]
    public async Task When_its_hub_dies_it_runs_on_under_another_hub_of_the_machine_and_moves_to_other_machines()
    {
        var one = await place.StartAsync();
        var first = await ServiceAsync(answered => true);
        // A data folder of its own makes it another machine, as far as processes are concerned.
        await using var elsewhere = new HubPlace(
            ("JupyterHub.db_url", database.ConnectionString), ("JupyterHub.services", new JsonArray(tiny.In(place))));
        var two = await elsewhere.StartAsync();
        (await ServiceAsync(answered => true))["pid"]!.GetValue<int>().ShouldBe(first["pid"]!.GetValue<int>());

        (await one.TerminateAsync()).ShouldBe(0, one.Said);
        ProcessMark.Of((int)first["pid"]!).ShouldBeNull();
        await two.SaysAsync("Service tiny is process");
        var second = await ServiceAsync(answered => (int)answered["pid"]! != (int)first["pid"]!, elsewhere);

        await two.KillAsync();
        one = await place.StartAsync();
        await one.SaysAsync("where no hub is any more; it starts here now");
        // The port is still taken by the process that nobody here can reach; a hub on its machine ends it.
        two = await elsewhere.StartAsync();
        await Eventually.True(() => ProcessMark.Of((int)second["pid"]!) is null, TimeSpan.FromSeconds(30));
        await ServiceAsync(answered => (int)answered["pid"]! != (int)second["pid"]!);
    }

    private Task<JsonNode> ServiceAsync(Func<JsonNode, bool> wanted, HubPlace? at = null) => TinyService.SaysAsync(at ?? place, wanted);
}
