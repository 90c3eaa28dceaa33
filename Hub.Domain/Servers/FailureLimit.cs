using Hub.Domain.Errors;
using Hub.Domain.Spawners;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Servers;

/// <summary>
/// Stops admitting starts when too many have failed in a row, as when a cluster is full or an image cannot be had: what JupyterHub
/// ends itself for. Now and then one is let through; when it goes well, all are.
/// </summary>
public sealed class FailureLimit(IStartFailureStore store, SpawnerOptions spawner, FailureLimitOptions options, TimeProvider clock, ILogger<FailureLimit> log)
{
    private int Limit => spawner.ConsecutiveFailureLimit;

    /// <returns>Whether it is the one that is let through; what does not become a start has to give that back.</returns>
    /// <exception cref="UnavailableException">Starts are refused at present.</exception>
    public async Task<bool> AdmitAsync(CancellationToken ct)
    {
        if (Limit <= 0 || await store.ReadAsync(ct) is not { RefusedSince: not null } failures)
            return false;
        if (await store.TakeTrialAsync(options.TrialInterval, ct))
            return true;
        var wait = failures.NextTrial - clock.GetUtcNow() is { } left && left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1);
        throw new UnavailableException(
            $"Servers cannot be started at present: the last {failures.InARow} starts failed, so this hub only tries one now and then "
            + $"(Spawner.consecutive_failure_limit). Try again in {Math.Ceiling(wait.TotalSeconds):0} seconds; administrators have been told.",
            wait);
    }

    /// <summary>Whether starts are refused at present, but for one now and then.</summary>
    public async Task<bool> RefusesAsync(CancellationToken ct) => Limit > 0 && await store.ReadAsync(ct) is { RefusedSince: not null };

    /// <summary>A start says nothing of how others would go: if it was the one that was let through, the next is.</summary>
    public async Task ToldNothingAsync(CancellationToken ct)
    {
        if (Limit > 0)
            await CountAsync(() => store.ReturnTrialAsync(ct));
    }

    public async Task FailedAsync(string server, SpawnFailedException failure, CancellationToken ct)
    {
        if (failure.Reason == SpawnFailure.Policy)
            await ToldNothingAsync(ct);
        if (Limit <= 0 || failure.Reason == SpawnFailure.Policy)
            return;
        await CountAsync(async () =>
        {
            var failures = await store.CountAsync($"{server}: {failure.Message}", Limit, options.TrialInterval, ct);
            if (failures.InARow >= Limit)
            {
                log.LogError(
                    "{Count} starts in a row have failed, so no more are admitted but one every {Interval} s, until one goes well or an "
                    + "administrator clears the count (Spawner.consecutive_failure_limit)", failures.InARow, options.TrialInterval.TotalSeconds);
            }
        });
    }

    public async Task SucceededAsync(CancellationToken ct)
    {
        if (Limit <= 0)
            return;
        await CountAsync(async () =>
        {
            if (await store.ClearAsync(ct))
                log.LogInformation("A start went well: the count of failed starts begins anew");
        });
    }

    /// <summary>A start is what it is, whether or not it could be counted.</summary>
    private async Task CountAsync(Func<Task> count)
    {
        try
        {
            await count();
        }
        catch (Exception away) when (away is not OutOfMemoryException)
        {
            log.LogWarning("The outcome of a start could not be counted: {Reason}", away.Message);
        }
    }
}
