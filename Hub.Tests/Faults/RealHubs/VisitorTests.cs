using Hub.Tests.Faults.Support;
using Hub.Tests.Journeys.Support;

namespace Hub.Tests.Faults.RealHubs;

/// <summary>What visitors notice of hubs that are replaced, or die, while they go on using them: nothing.</summary>
[TestFixture(2), NonParallelizable]
public sealed class VisitorTests(int hubs) : RealHubFixture(hubs)
{
    [Test]
    public async Task No_request_fails_while_both_hubs_are_replaced()
    {
        await Bench.AddUsersAsync("busy", "kept");
        await Bench.StartServersAsync("kept");
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(number => UseAsync($"roll{number}", writes: true, enough.Token)).ToList();
        foreach (var old in Bench.Live)
        {
            await Bench.AddHubAsync();
            await ProcessBench.StopAsync(old);
        }

        await enough.CancelAsync();
        (await Task.WhenAll(load)).SelectMany(failures => failures).ShouldBeEmpty();
        await Agreement.HoldsAsync(Bench.Scene, All(true, "kept"));
    }

    [Test]
    public async Task Reading_requests_of_a_hub_that_is_killed_are_answered_by_the_other()
    {
        await Bench.AddUsersAsync("still");
        await Bench.StartServersAsync("still");
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(0, 6).Select(number => UseAsync("still", writes: false, enough.Token)).ToList();
        var victim = Bench.Live[0];
        await ProcessBench.KillAsync(victim);
        // Until its row is gone and the proxy knows of the one that is left only.
        await Agreement.HoldsAsync(Bench.Scene, All(true, "still"));
        await enough.CancelAsync();
        (await Task.WhenAll(load)).SelectMany(failures => failures).ShouldBeEmpty();
        await Bench.StartAgainAsync(victim);
    }

    /// <summary>Asks through the proxy, one thing after the other; what failed.</summary>
    private async Task<List<string>> UseAsync(string name, bool writes, CancellationToken enough)
    {
        using var rest = new HubRest(Bench.Public, HubPlace.AdminToken);
        var failures = new List<string>();
        for (var round = 0; !enough.IsCancellationRequested; round++)
        {
            await AskAsync("GET user", () => rest.GetAsync("user"), 200);
            await AskAsync("GET users", () => rest.GetAsync("users"), 200);
            await AskAsync("GET a server", () => rest.GetAsync(writes ? "/user/kept/" : $"/user/{name}/"), 200);
            if (!writes)
                continue;
            await AskAsync("POST a user", () => rest.PostAsync($"users/{name}x{round}"), 201);
            await AskAsync("POST a token", () => rest.PostAsync("users/busy/tokens"), 201);
        }

        return failures;

        async Task AskAsync(string what, Func<Task<RestAnswer>> ask, int wanted)
        {
            try
            {
                var answer = await ask();
                if (answer.Status != wanted)
                    failures.Add($"{what}: {answer.Status} {answer.Text}");
            }
            catch (HttpRequestException broken)
            {
                failures.Add($"{what}: {broken.Message}");
            }
        }
    }
}
