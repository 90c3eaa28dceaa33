namespace Hub.Tests.Faults.Support;

/// <summary>
/// Users who start and stop their servers, each one thing after the other, while faults come and go: all drawn from one seed.
/// </summary>
/// <param name="seed">Repeats a run as far as chance had a part in it.</param>
/// <param name="users">Who they are.</param>
/// <param name="ask">Asks some hub to start a user's server, or to stop it; the status of the answer, 0 where there was none.</param>
/// <param name="faults">Each is as likely as the others, and comes after the last is over.</param>
internal sealed class RandomFaults(
    int seed, IReadOnlyList<string> users, Func<Random, string, bool, Task<int>> ask, IReadOnlyList<Func<RandomFaults, Random, Task>> faults)
{
    private readonly Dictionary<string, bool?> told = [];
    private int made;
    private int operations;
    private int deaths;

    public string Summary => $"seed {seed}: {operations} operations, {made} faults";

    /// <summary>What each user was told last, as far as nothing that came later makes it unsure.</summary>
    public IReadOnlyDictionary<string, bool> Sure => told.Where(user => user.Value is not null).ToDictionary(user => user.Key, user => user.Value!.Value);

    public static int Seed() => FaultTime.Number("HUB_FAULT_SEED") ?? Random.Shared.Next();

    public static TimeSpan Time(int seconds) => TimeSpan.FromSeconds(FaultTime.Number("HUB_FAULT_SECONDS") ?? seconds);

    public async Task RunAsync(TimeSpan time)
    {
        using var ended = new CancellationTokenSource(time);
        await Task.WhenAll([.. users.Select((name, number) => UseAsync(name, new Random(seed + number + 1), ended.Token)), BreakAsync(new Random(seed), ended.Token)]);
    }

    /// <summary>Lets a server die of which nobody knows whose it is.</summary>
    public void Die(Action kill)
    {
        lock (told)
            deaths++;
        kill();
        lock (told)
        {
            // Who was asking meanwhile may have been answered for what has just died.
            deaths++;
            foreach (var user in told.Where(user => user.Value == true).Select(user => user.Key).ToList())
                told[user] = null;
        }
    }

    private async Task UseAsync(string user, Random random, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            var start = random.Next(2) == 0;
            Interlocked.Increment(ref operations);
            var before = deaths;
            var answer = await ask(random, user, start);
            lock (told)
                told[user] = (start, answer) switch
                {
                    (true, 201) when deaths == before => true,
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
            made++;
            await faults[random.Next(faults.Count)](this, random);
        }
    }
}
