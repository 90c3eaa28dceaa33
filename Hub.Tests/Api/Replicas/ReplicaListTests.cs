using Hub.Domain.Replicas;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Replicas;

public sealed class ReplicaListTests
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(9);

    [Test]
    public async Task Both_hubs_list_both_and_one_of_them_leads()
    {
        await using var pair = await ApiPair.StartAsync(ApiFixture.Basis, machine => new TinySpawner(machine));
        var listed = await Eventually.Until(() => ListAsync(pair.OnB), list => list.Count(Leads) == 1);
        listed.Count.ShouldBe(2);
        listed.ShouldAllBe(replica => replica.Value<string>("state") == "ready");
        listed.Select(replica => replica.Value<bool>("answers")).ShouldBe([false, true], "the oldest comes first, and B was asked");
        (await ListAsync(pair.OnA)).Select(replica => replica.Value<bool>("answers")).ShouldBe([true, false]);
    }

    [Test]
    public async Task A_hub_that_crashed_is_taken_from_the_list_and_the_other_leads()
    {
        await using var pair = await ApiPair.StartAsync(ApiFixture.Basis, machine => new TinySpawner(machine));
        await Eventually.True(async () => Leads((await ListAsync(pair.OnB))[0]));
        await pair.A.CrashAsync();
        await Eventually.True(async () => await ListAsync(pair.OnB) is [var left] && left.Value<bool>("answers") && Leads(left), Age);
        await Eventually.True(() => pair.B.Log.Text.Contains("is gone without a word", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_row_that_somebody_removed_is_written_again()
    {
        await using var pair = await ApiPair.StartAsync(ApiFixture.Basis, machine => new TinySpawner(machine));
        await pair.A.Get<IReplicaStore>().RemoveAsync(pair.B.Get<ReplicaPresence>().Id, CancellationToken.None);
        await Eventually.True(async () => (await ListAsync(pair.OnA)).Count == 2);
    }

    [Test]
    public async Task The_proxy_is_given_all_hubs_that_are_ready_and_no_other()
    {
        await using var pair = await ApiPair.StartAsync(ApiFixture.Basis, machine => new TinySpawner(machine), distinctPorts: true);
        var both = await Eventually.Until(TargetsAsync, targets => targets.Count == 2);
        both.ShouldBe([$"http://127.0.0.1:{pair.A.Port}", $"http://127.0.0.1:{pair.B.Port}"]);
        await pair.A.Get<ReplicaPresence>().BecomeAsync(ReplicaState.Draining, CancellationToken.None);
        (await Eventually.Until(TargetsAsync, targets => targets.Count == 1)).ShouldBe([$"http://127.0.0.1:{pair.B.Port}"]);
        async Task<List<string>> TargetsAsync()
        {
            var hub = (await pair.Proxy.GetAllAsync(CancellationToken.None)).Single(route => route.Data.Hub);
            return [.. hub.Data.Group?.Targets ?? [hub.Target]];
        }
    }

    [TestCase("/hub/health/ready")]
    [TestCase("/hub/api/health/ready")]
    public async Task Readiness_goes_when_a_hub_drains_and_health_does_not(string path)
    {
        await using var app = await HubApplication.StartAsync(ApiFixture.Basis);
        using var anybody = new TokenClient(app.Port);
        var presence = app.Get<ReplicaPresence>();
        (await anybody.GetAsync(path)).Status.ShouldBe(200);
        foreach (var state in (ReplicaState[])[ReplicaState.Draining, ReplicaState.Starting])
        {
            await presence.BecomeAsync(state, CancellationToken.None);
            (await anybody.GetAsync(path)).Status.ShouldBe(503);
            (await anybody.GetAsync("/hub/health")).Status.ShouldBe(200);
        }
    }

    private static bool Leads(JToken replica) => replica.Value<bool>("leads");

    private static async Task<List<JToken>> ListAsync(TokenClient client) => [.. (await client.GetAsync("info")).Json["replicas"]!];
}
