using System.Collections.Concurrent;
using Hub.Domain.Errors;

namespace Hub.Domain.Authenticators;

/// <summary>
/// Threads for calls into libraries that block, so that nobody else has to wait for them: a slow one takes one of these and no
/// thread of the hub's own. Both the threads and those who wait for one are bounded.
/// </summary>
public sealed class BlockingCalls : IDisposable
{
    private const int WaitingPerThread = 16;

    private readonly BlockingCollection<Action> waiting;
    private readonly Lock gate = new();
    private readonly string name;
    private readonly int most;
    private int started;
    private int idle;

    public BlockingCalls(string name, int threads)
    {
        this.name = name;
        most = threads;
        waiting = new BlockingCollection<Action>(threads * WaitingPerThread);
    }

    /// <summary>Runs <paramref name="work"/> on one of the threads. Whoever gives up waiting leaves it to run out there.</summary>
    /// <exception cref="TooManyException">So many wait already that there is no use in joining them.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken ct)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!waiting.TryAdd(() => Run(work, done, ct)))
            throw new TooManyException("Too many people are logging in at the moment. Try again later.", TimeSpan.FromSeconds(10));
        StartThread();
        return await done.Task.WaitAsync(ct);
    }

    public void Dispose() => waiting.CompleteAdding();

    private static void Run<T>(Func<T> work, TaskCompletionSource<T> done, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
        {
            done.TrySetCanceled(ct);
            return;
        }

        try
        {
            done.TrySetResult(work());
        }
        catch (Exception failed)
        {
            done.TrySetException(failed);
        }
    }

    /// <summary>One more thread, while there are fewer than wanted and none is free.</summary>
    private void StartThread()
    {
        lock (gate)
        {
            if (started == most || idle > waiting.Count)
                return;
            started++;
        }

        new Thread(Work) { IsBackground = true, Name = name }.Start();
    }

    private void Work()
    {
        while (true)
        {
            lock (gate)
                idle++;
            var there = waiting.TryTake(out var next, Timeout.Infinite);
            lock (gate)
                idle--;
            if (!there)
                return;
            next!();
        }
    }
}
