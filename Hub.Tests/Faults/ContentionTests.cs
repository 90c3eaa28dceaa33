using Hub.Tests.Faults.Support;

namespace Hub.Tests.Faults;

/// <summary>Many want different things of the same servers at the same time.</summary>
[Category("Faults")]
public sealed class ContentionTests : FaultFixture
{
    [Test]
    public async Task Two_hundred_starts_and_stops_of_few_servers_leave_them_whole([Values(1, 2)] int hubs)
    {
        var bench = await BenchAsync(hubs);
        var users = Enumerable.Range(0, 15).Select(number => $"busy{number}").ToArray();
        await bench.AddUsersAsync(users);
        var random = new Random(20261127);
        var steps = Enumerable.Range(0, 200).Select(_ => (User: users[random.Next(users.Length)], Hub: random.Next(hubs), Start: random.Next(5) < 3)).ToList();
        var answers = await Task.WhenAll(steps.Select(step => step.Start
            ? bench.Live[step.Hub].Admin.PostAsync($"users/{step.User}/server")
            : bench.Live[step.Hub].Admin.DeleteAsync($"users/{step.User}/server")));
        answers.Where(answer => answer.Status >= 500).ShouldAllBe(answer => answer.Message == "Spawn cancelled" || answer.Status == 503);
        await Agreement.HoldsAsync(bench);
    }

    [Test]
    public async Task Hubs_that_race_for_one_server_start_it_once()
    {
        var bench = await BenchAsync(2);
        for (var round = 0; round < 5; round++)
        {
            var starts = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => bench.Live[number % 2].Admin.PostAsync("users/ann/server")));
            starts.Select(answer => answer.Status).ShouldAllBe(status => status == 201 || status == 202 || status == 400);
            await Agreement.HoldsAsync(bench, new Dictionary<string, bool> { ["ann"] = true });
            bench.Machine.Ids.Count.ShouldBe(1);
            var stops = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => bench.Live[number % 2].Admin.DeleteAsync("users/ann/server")));
            stops.Select(answer => answer.Status).ShouldAllBe(status => status == 202 || status == 204);
            await Agreement.HoldsAsync(bench, new Dictionary<string, bool> { ["ann"] = false });
        }
    }
}
