using System.Collections.Concurrent;

namespace Hub.Tests.Support.Secrets;

/// <summary>What hubs of the whole run, their proxies, databases and pages have let slip into logs; the end of the run fails for each.</summary>
public static class LeakedSecrets
{
    private static readonly ConcurrentQueue<string> s_leaks = new();

    /// <summary>What is searched at the end, for the secrets of all hubs.</summary>
    private static readonly ConcurrentQueue<(string Where, string Text)> s_shared = new();

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
            s_leaks.Enqueue($"{what} in the log of {where}");
    }

    /// <summary>Keeps what several hubs may have had a part in: nobody knows whose secrets could be in there.</summary>
    public static void Note(string where, string text)
    {
        if (text.Length > 0)
            s_shared.Enqueue((where, text));
    }

    /// <exception cref="AssertionException">A log holds a secret.</exception>
    public static void ShouldBeNone()
    {
        var all = UsedSecrets.OfAll();
        foreach (var (where, text) in s_shared)
        {
            characters += text.Length;
            foreach (var what in all.In(text))
                s_leaks.Enqueue($"{what} in {where}");
        }

        TestContext.Progress.WriteLine($"Searched {characters:N0} characters of the logs of {hubs} hubs and of {s_shared.Count} proxies, databases and pages for {secrets:N0} secrets");
        if (!s_leaks.IsEmpty)
            throw new AssertionException($"Secrets reached a log:\n{string.Join('\n', s_leaks)}");
    }
}
