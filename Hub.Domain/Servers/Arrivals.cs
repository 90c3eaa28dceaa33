namespace Hub.Domain.Servers;

/// <summary>
/// The starts that are being decided on. Those that are decided let them go first for a moment: when many people come at once, all of
/// them are told so before the work on their servers takes the processors.
/// </summary>
public sealed class Arrivals
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly Lock gate = new();
    private int arriving;
    private TaskCompletionSource decided = new();

    /// <summary>Decides on one start.</summary>
    public async Task<T> DecideAsync<T>(Func<Task<T>> decide)
    {
        lock (gate)
        {
            if (arriving++ == 0)
                decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        try
        {
            return await decide();
        }
        finally
        {
            lock (gate)
            {
                if (--arriving == 0)
                    decided.SetResult();
            }
        }
    }

    /// <summary>Waits until nobody is being decided on, but not for long.</summary>
    public Task LetGoFirstAsync()
    {
        lock (gate)
        {
            return arriving == 0 ? Task.CompletedTask : Task.WhenAny(decided.Task, Task.Delay(Patience));
        }
    }
}
