using Hub.Tests.Faults.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Faults.RealHubs;

/// <summary>The proxy dies, answers with errors, or does not answer.</summary>
[TestFixture(1)]
[TestFixture(2)]
[Parallelizable]
public sealed class ProxyFaultTests(int hubs) : RealHubFixture(hubs)
{
    [Test]
    public async Task A_proxy_that_is_killed_has_its_table_again()
    {
        await Bench.AddUsersAsync("kept");
        await Bench.StartServersAsync("kept");
        await Bench.KillProxyAsync();
        await Agreement.HoldsAsync(Bench.Scene, All(true, "kept"));
        await Bench.ServesAsync("kept");
    }

    /// <summary>A stop does not wait for it, and a start does, until it answers again.</summary>
    [Test]
    public async Task A_proxy_in_trouble_holds_up_no_stop_and_spoils_no_start([Values(ProxyTrouble.Hangs, ProxyTrouble.Errors)] ProxyTrouble trouble)
    {
        string[] users = [$"go{trouble}".ToLowerInvariant(), $"come{trouble}".ToLowerInvariant()];
        await Bench.AddUsersAsync(users);
        await Bench.StartServersAsync(users[0]);
        var process = Bench.PidOf(users[0]);
        Bench.Relay.Trouble = trouble;
        (await Bench.Live[^1].Rest.PostAsync($"users/{users[1]}/server")).ShouldBeStatus(202);
        (await Bench.Live[0].Rest.DeleteAsync($"users/{users[0]}/server")).Status.ShouldBeOneOf(202, 204);
        await Eventually.True(() => !Bench.Scene.Processes.Contains($"{process}"), ProcessBench.Patience);
        await Eventually.True(async () => (string?)(await Bench.Live[0].Rest.GetAsync($"users/{users[1]}")).Json["pending"] == "spawn", ProcessBench.Patience);
        if (FaultTime.Long)
        {
            // Longer than a hub tries: the start is undone.
            await Eventually.True(async () => (bool?)(await Bench.Live[0].Rest.GetAsync($"users/{users[1]}/server")).Json["stopped"] == true, ProcessBench.Patience);
        }

        Bench.Relay.Trouble = ProxyTrouble.None;
        await Agreement.HoldsAsync(Bench.Scene, new Dictionary<string, bool> { [users[0]] = false, [users[1]] = !FaultTime.Long });
    }
}
