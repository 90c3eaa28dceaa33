using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hub.Tests.Support;

/// <summary>Waits for a state: asks again and again until it holds or a bound is reached.</summary>
public static class Eventually
{
    /// <summary>A second, with room for a machine that others use too; what would come by itself comes later.</summary>
    public static readonly TimeSpan ASecond = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    // What has not come by now will not come in no time; asking is not free, least of all while others run beside it.
    private static readonly TimeSpan LaterPause = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    public static Task True(
        Func<bool> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        True(() => Task.FromResult(condition()), within, what);

    public static Task True(
        Func<Task<bool>> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Until(condition, held => held, within, what);

    /// <summary>Asks until the answer is as wanted and returns it; an exception in asking counts as "not yet".</summary>
    public static async Task<T> Until<T>(
        Func<Task<T>> ask, Func<T, bool> wanted, TimeSpan? within = null, [CallerArgumentExpression(nameof(ask))] string what = "")
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            object? last;
            try
            {
                var answer = await ask();
                if (wanted(answer))
                    return answer;
                last = answer;
            }
            catch (Exception error) when (error is not ResultStateException)
            {
                last = error;
            }
            if (watch.Elapsed > (within ?? Bound))
                throw new AssertionException($"Not within {within ?? Bound}: {what}. Last seen: {last}");
            await Task.Delay(watch.Elapsed < Soon ? Pause : LaterPause);
        }
    }
}
