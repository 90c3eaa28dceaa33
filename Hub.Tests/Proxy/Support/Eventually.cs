using System.Diagnostics;

namespace Hub.Tests.Proxy.Support;

/// <summary>Waits for a state, for a bounded time.</summary>
internal static class Eventually
{
    public static async Task IsTrueAsync(Func<bool> state, string what, int seconds = 10) =>
        await IsTrueAsync(() => Task.FromResult(state()), what, seconds);

    public static async Task IsTrueAsync(Func<Task<bool>> state, string what, int seconds = 10)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await state())
        {
            if (Stopwatch.GetElapsedTime(began).TotalSeconds > seconds) Assert.Fail($"still not so after {seconds} s: {what}");
            await Task.Delay(10);
        }
    }
}
