using Hub.Tests.Support;
using Hub.Tests.Support.OpenApi;

namespace Hub.Tests.Faults.Support;

/// <summary>
/// Users who start and stop their servers, each one thing after the other, while hubs are killed and stopped, processes die, and
/// the proxy fails and is replaced: all drawn from one seed.
/// </summary>
internal sealed class RandomFaults(FaultBench bench, int seed, int users)
{
    private readonly Dictionary<string, bool?> told = [];
    private int faults;
    private int operations;

    public string Summary => $"seed {seed}: {operations} operations, {faults} faults";

    /// <summary>What each user was told last, as far as nothing that came later makes it unsure.</summary>
    public IReadOnlyDictionary<string, bool> Sure => told.Where(user => user.Value is not null).ToDictionary(user => user.Key, user => user.Value!.Value);

    public async Task RunAsync(TimeSpan time)
    {
        var names = Enumerable.Range(0, users).Select(number => $"rnd{number}").ToArray();
        await bench.AddUsersAsync(names);
        using var ended = new CancellationTokenSource(time);
        await Task.WhenAll([.. names.Select((name, number) => UseAsync(name, new Random(seed + number + 1), ended.Token)), BreakAsync(new Random(seed), ended.Token)]);
        bench.ProxyTrouble = ProxyTrouble.None;
    }

    private async Task UseAsync(string user, Random random, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            var start = random.Next(2) == 0;
            var hub = bench.Live[random.Next(bench.Live.Count)];
            Interlocked.Increment(ref operations);
            var answer = await AskAsync(hub, start ? hub.Admin.PostAsync($"users/{user}/server") : hub.Admin.DeleteAsync($"users/{user}/server"));
            lock (told)
                told[user] = (start, answer) switch
                {
                    (true, 201) => true,
                    (false, 204) => false,
                    _ => null,
                };
            await Task.Delay(random.Next(50, 400), CancellationToken.None);
        }
    }

    private async Task BreakAsync(Random random, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            await Task.Delay(random.Next(300, 1500), CancellationToken.None);
            faults++;
            switch (random.Next(6))
            {
                case 0:
                    await ReplaceHubAsync(hub => bench.KillAsync(hub), random);
                    break;
                case 1:
                    await ReplaceHubAsync(bench.StopAsync, random);
                    break;
                case 2:
                    EndAProcess(random);
                    break;
                case 3:
                    await bench.ReplaceProxyAsync();
                    break;
                case 4:
                    bench.ProxyTrouble = (ProxyTrouble)random.Next(3);
                    break;
                default:
                    bench.Live[random.Next(bench.Live.Count)].App.Clock.Advance(TimeSpan.FromSeconds(random.Next(-600, 600)));
                    break;
            }
        }
    }

    private async Task ReplaceHubAsync(Func<BenchHub, Task> end, Random random)
    {
        var before = bench.Live.Count;
        var victim = bench.Live[random.Next(before)];
        await bench.AddHubAsync();
        await end(victim);
    }

    private void EndAProcess(Random random)
    {
        var ids = bench.Machine.Ids.Order().ToList();
        if (ids.Count == 0)
            return;
        bench.Machine.End(ids[random.Next(ids.Count)]);
        // Nobody knows whose it was.
        lock (told)
        {
            foreach (var user in told.Where(user => user.Value == true).Select(user => user.Key).ToList())
                told[user] = null;
        }
    }

    private static async Task<int> AskAsync(BenchHub hub, Task<WholeAnswer> request)
    {
        try
        {
            return (await request).Status;
        }
        // A hub that is ended inside this process may still answer, as no process would: 500 without a body. One that lives may not.
        catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException || (gone is ContractException && hub.Gone))
        {
            return 0;
        }
    }
}
