using System.Collections.Concurrent;

namespace Hub.Tests.Support;

/// <summary>What the processes of a test wrote, until it is known whether the test failed.</summary>
public static class FailedTestWords
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> Kept = new();

    /// <summary>
    /// To be called when the processes have ended. That may be while a test is being left because it failed, which nobody can
    /// know yet; at the end of a fixture it is known.
    /// </summary>
    public static void Keep(string words)
    {
        var context = TestContext.CurrentContext;
        if (context.Test.MethodName is not null)
            Kept.GetOrAdd(context.Test.ID, _ => new()).Enqueue(words);
        else if (context.Result.FailCount > 0)
            TestContext.Out.WriteLine(words);
    }

    public static IEnumerable<string> Take(string test) => Kept.TryRemove(test, out var words) ? words : [];
}
