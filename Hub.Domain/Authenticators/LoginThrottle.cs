namespace Hub.Domain.Authenticators;

/// <summary>
/// Slows down guessing: after some failures for an account, or from a source, the next tries must wait, each time twice as
/// long. The table is bounded and forgets; right passwords are not even looked at while a wait lasts.
/// </summary>
public sealed class LoginThrottle(TimeProvider clock)
{
    private const int MostEntries = 20_000;

    // A source can be a whole class room behind one address, so it has more patience with it.
    private const int FreePerAccount = 5;
    private const int FreePerSource = 50;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(15);

    private readonly Lock gate = new();
    private readonly Dictionary<(bool Account, int Hash), Entry> entries = [];

    /// <summary>How long a try has to wait; null when it may go on.</summary>
    public TimeSpan? WaitFor(string account, string source)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            var until = Max(Until(Key(true, account), FreePerAccount, now), Until(Key(false, source), FreePerSource, now));
            return until > now ? until - now : null;
        }
    }

    public void Failed(string account, string source)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            Count(Key(true, account), now);
            Count(Key(false, source), now);
        }
    }

    /// <summary>Forgets the failures of an account. Those of the source stay: one right password must not pay for guessing others.</summary>
    public void Succeeded(string account)
    {
        lock (gate)
            entries.Remove(Key(true, account));
    }

    // The hash of the name, not the name: what an outsider can make us keep has one small size. It is seeded per process.
    private static (bool Account, int Hash) Key(bool account, string name) => (account, string.GetHashCode(name, StringComparison.Ordinal));

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private DateTimeOffset Until((bool Account, int Hash) key, int free, DateTimeOffset now)
    {
        if (!entries.TryGetValue(key, out var entry) || entry.Last + ForgetAfter < now || entry.Failures < free)
            return DateTimeOffset.MinValue;
        var doublings = Math.Min(entry.Failures - free, 10);
        var wait = FirstWait * Math.Pow(2, doublings);
        return entry.Last + (wait < LongestWait ? wait : LongestWait);
    }

    private void Count((bool Account, int Hash) key, DateTimeOffset now)
    {
        var failures = entries.TryGetValue(key, out var entry) && entry.Last + ForgetAfter >= now ? entry.Failures + 1 : 1;
        if (entry is null && entries.Count >= MostEntries)
            MakeRoom(now);
        entries[key] = new Entry(failures, now);
    }

    /// <summary>Drops what is forgotten anyway, and if that is not enough the half with the fewest and oldest failures.</summary>
    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var (key, _) in entries.Where(pair => pair.Value.Last + ForgetAfter < now).ToList())
            entries.Remove(key);
        if (entries.Count < MostEntries)
            return;
        foreach (var (key, _) in entries.OrderBy(pair => pair.Value.Failures).ThenBy(pair => pair.Value.Last).Take(MostEntries / 2).ToList())
            entries.Remove(key);
    }

    private sealed record Entry(int Failures, DateTimeOffset Last);
}
