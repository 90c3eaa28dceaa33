using Hub.Tests.Faults.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Faults;

/// <summary>Hubs that are replaced one after the other, while people go on using them.</summary>
[Category("Faults"), NonParallelizable]
public sealed class RollingRestartTests : FaultFixture
{
    [Test]
    public async Task No_request_fails_while_both_hubs_are_replaced_under_load()
    {
        var bench = await BenchAsync(2);
        await bench.AddUsersAsync("ben");
        await Eventually.True(async () => (await bench.First.Admin.PostAsync("users/ben/server")).Status is 201 or 400);
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(number => UseAsync(bench, number, enough.Token)).ToList();
        foreach (var old in bench.Live)
        {
            await bench.AddHubAsync();
            await bench.StopAsync(old);
        }

        await enough.CancelAsync();
        var outcomes = (await Task.WhenAll(load)).SelectMany(outcome => outcome).ToList();
        outcomes.Where(outcome => outcome.Failed).ShouldBeEmpty();
        outcomes.Count.ShouldBeGreaterThan(200);
        await Agreement.HoldsAsync(bench, new Dictionary<string, bool> { ["ben"] = true });
    }

    [Test]
    public async Task A_hub_that_stops_hands_over_what_it_cannot_finish()
    {
        // A lease that nobody could wait for: only a handover lets the other go on.
        var bench = await BenchAsync(2, leaseTime: TimeSpan.FromMinutes(10));
        var leaver = bench.First;
        leaver.Gate.CloseAt(Phase.Answering);
        (await leaver.Admin.PostAsync("users/ann/server")).Status.ShouldBe(202);
        await leaver.Gate.Reached.WaitAsync(FaultTime.Reach);
        await bench.StopAsync(leaver);
        leaver.App.Log.Text.ShouldContain("1 starts and stops are handed over");
        await Eventually.True(
            async () => (await bench.First.Admin.GetAsync("users/ann/server")).Json.Value<bool>("ready"), TimeSpan.FromSeconds(60));
        bench.First.App.Log.Text.ShouldContain("Taking over ann");
        await Agreement.HoldsAsync(bench, new Dictionary<string, bool> { ["ann"] = true });
    }

    /// <summary>Reads and writes through the proxy, each new write under a name of its own.</summary>
    private static async Task<List<Outcome>> UseAsync(FaultBench bench, int number, CancellationToken enough)
    {
        using var client = new TokenClient(bench.PublicPort, bench.Token);
        var outcomes = new List<Outcome>();
        while (!enough.IsCancellationRequested)
        {
            outcomes.Add(await AskAsync("GET", () => client.GetAsync("user")));
            outcomes.Add(await AskAsync("POST", () => client.PostAsync("users/ann/tokens")));
            var user = $"load{number}-{outcomes.Count}";
            outcomes.Add(await AskAsync("POST", () => client.PostAsync($"users/{user}")));
            outcomes.Add(await AskAsync("GET", () => client.GetAsync($"users/{user}")));
            outcomes.Add(await AskAsync("GET", () => client.GetAsync("/user/ben/")));
        }

        return outcomes;
    }

    private static async Task<Outcome> AskAsync(string method, Func<Task<WholeAnswer>> ask)
    {
        try
        {
            var answer = await ask();
            return new Outcome(method, answer.Status, answer.Status is 200 or 201 ? "" : answer.Text);
        }
        catch (HttpRequestException broken)
        {
            return new Outcome(method, 0, broken.Message);
        }
    }

    private sealed record Outcome(string Method, int Status, string Text)
    {
        public bool Failed => Status is not (200 or 201);
    }
}
