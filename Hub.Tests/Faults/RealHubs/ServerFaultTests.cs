using Hub.Tests.Faults.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Faults.RealHubs;

/// <summary>Servers die at every phase, spawners hang, and many want different things of the same servers.</summary>
[TestFixture(1)]
[TestFixture(2)]
[Parallelizable]
public sealed class ServerFaultTests(int hubs) : RealHubFixture(hubs)
{
    [Test]
    public async Task Servers_that_die_at_any_phase_are_cleared_up()
    {
        string[] users = ["dstart", "dwait", "droute", "dready", "dstop"];
        await Bench.AddUsersAsync(users);
        await Bench.StartServersAsync("dready", "dstop");
        await Bench.Gates.CloseAsync(("dstart", Moment.Started));
        Bench.Home.Tell("dwait", "wait");
        Bench.Relay.HoldNext("droute");
        Bench.Relay.HoldNext("dstop");
        string[] starting = ["dwait", "droute", "dstart"];
        var asked = starting[..2].Select(user => Bench.Live[0].Rest.PostAsync($"users/{user}/server"))
            .Append(Bench.Live[^1].Rest.DeleteAsync("users/dstop/server")).ToList();
        await Eventually.True(() => Bench.Relay.Held == 2 && Bench.Scene.ProcessesOf("dwait").Count == 1, ProcessBench.Patience);
        // Last, because the steps of others may go to the database together with the one that is held.
        asked.Add(Bench.Live[0].Rest.PostAsync("users/dstart/server"));
        await Eventually.True(async () => await Bench.Gates.HeldAsync() == 1, ProcessBench.Patience);

        foreach (var user in users)
            Bench.KillServer(user);
        await Bench.Gates.OpenAsync();
        Bench.Relay.Open();

        await Task.WhenAll(asked);
        await Agreement.HoldsAsync(Bench.Scene, All(false, users));
        // One that had answered already may have counted as ready for a moment.
        foreach (var user in starting)
            ((string?)(await Bench.Live[0].Rest.GetAsync($"users/{user}/server/history")).Json[0]!["outcome"]).ShouldBeOneOf("failed", "died");
        Bench.Home.Untell("dwait", "wait");
        await Bench.StartServersAsync(users);
        await Agreement.HoldsAsync(Bench.Scene, All(true, users));
    }

    /// <summary>One hangs before there is a process, one starts a process that never answers.</summary>
    [Test]
    public async Task A_spawner_that_hangs_is_given_up_after_its_time()
    {
        await File.WriteAllTextAsync(Path.Combine(Bench.Home.Folder, "hold-slowhook"), "");
        Bench.Home.Tell("slowweb", "wait");
        string[] users = ["slowhook", "slowweb"];
        foreach (var user in users)
            (await Bench.Live[^1].Rest.PostAsync($"users/{user}/server")).ShouldBeStatus(202);
        foreach (var user in users)
        {
            var last = (await Bench.Live[0].Rest.ProgressAsync($"users/{user}/server/progress"))[^1];
            ((bool)last["failed"]!).ShouldBeTrue();
            ((string)last["message"]!).ShouldContain("within 3 seconds");
        }

        await Agreement.HoldsAsync(Bench.Scene, All(false, users));
        File.Delete(Path.Combine(Bench.Home.Folder, "hold-slowhook"));
        Bench.Home.Untell("slowweb", "wait");
    }

    [Test]
    public async Task Many_starts_and_stops_of_few_servers_at_once_leave_them_whole()
    {
        var users = Enumerable.Range(0, FaultTime.Long ? 15 : 6).Select(number => $"busy{number}").ToArray();
        await Bench.AddUsersAsync(users);
        var random = new Random(20261127);
        var answers = await Task.WhenAll(Enumerable.Range(0, FaultTime.Long ? 200 : 60).Select(_ =>
        {
            var (rest, path) = (Bench.Live[random.Next(Bench.Live.Count)].Rest, $"users/{users[random.Next(users.Length)]}/server");
            return random.Next(5) < 3 ? rest.PostAsync(path) : rest.DeleteAsync(path);
        }));
        answers.Where(answer => answer.Status >= 500).Select(answer => answer.Text).ShouldAllBe(text => text.Contains("Spawn cancelled"));
        await Agreement.HoldsAsync(Bench.Scene);
    }

    [Test]
    public async Task Whoever_races_for_one_server_gets_one_server()
    {
        await Bench.AddUsersAsync("race");
        for (var round = 0; round < (FaultTime.Long ? 10 : 2); round++)
        {
            var starts = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => Bench.Live[number % Bench.Live.Count].Rest.PostAsync("users/race/server")));
            starts.Select(answer => answer.Status).ShouldAllBe(status => status == 201 || status == 202 || status == 400);
            await Bench.ReadyAsync("race");
            Bench.Scene.ProcessesOf("race").Count.ShouldBe(1);
            await Agreement.HoldsAsync(Bench.Scene, All(true, "race"));
            var stops = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => Bench.Live[number % Bench.Live.Count].Rest.DeleteAsync("users/race/server")));
            stops.Select(answer => answer.Status).ShouldAllBe(status => status == 202 || status == 204);
            await Agreement.HoldsAsync(Bench.Scene, All(false, "race"));
        }
    }

    /// <summary>Whatever transaction is open is ended, again and again, while servers start and stop.</summary>
    [Test]
    public async Task Connections_cut_in_the_middle_of_transactions_leave_no_half_done_thing()
    {
        var users = Enumerable.Range(0, FaultTime.Long ? 12 : 5).Select(number => $"cut{number}").ToArray();
        await Bench.AddUsersAsync(users);
        using var enough = new CancellationTokenSource();
        var cutting = Bench.CutConnectionsAsync(enough.Token);
        await Task.WhenAll(users.Select(async (user, number) =>
        {
            var rest = Bench.Live[number % Bench.Live.Count].Rest;
            for (var round = 0; round < (FaultTime.Long ? 10 : 2); round++)
            {
                await rest.PostAsync($"users/{user}/server");
                await rest.DeleteAsync($"users/{user}/server");
            }
        }));
        await enough.CancelAsync();
        (await cutting).ShouldBePositive();
        await Agreement.HoldsAsync(Bench.Scene);
    }
}
