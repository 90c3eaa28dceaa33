using System.Collections.Concurrent;

namespace Hub.Tests.Support.Secrets;

/// <summary>What hubs of the whole run have let slip into their logs; the end of the run fails for each.</summary>
public static class LeakedSecrets
{
    private static readonly ConcurrentQueue<string> s_leaks = new();

    private static int hubs;
    private static int secrets;
    private static long characters;

    /// <summary>Searches what a hub has written.</summary>
    /// <param name="where">Which hub.</param>
    /// <param name="used">What its tests have used.</param>
    /// <param name="log">What it wrote.</param>
    public static void Search(string where, UsedSecrets used, string log)
    {
        Interlocked.Increment(ref hubs);
        Interlocked.Add(ref secrets, used.Count);
        Interlocked.Add(ref characters, log.Length);
        foreach (var what in used.In(log))
            s_leaks.Enqueue($"{what} in the log of the hub of {where}");
    }

    /// <exception cref="AssertionException">A log holds a secret.</exception>
    public static void ShouldBeNone()
    {
        TestContext.Progress.WriteLine($"Searched {characters:N0} characters of the logs of {hubs} hubs for {secrets:N0} secrets");
        if (!s_leaks.IsEmpty)
            throw new AssertionException($"Secrets reached a log:\n{string.Join('\n', s_leaks)}");
    }
}
