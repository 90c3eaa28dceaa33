using System.Text.Json.Nodes;
using Hub.Domain.Errors;
using Hub.Domain.Spawners;

namespace Hub.Tests.Support.Spawners;

/// <summary>Starts, and stops, no sooner than the test opens the gate.</summary>
public sealed class SlowSpawner(TinyServers machine) : TinySpawner(machine)
{
    private TaskCompletionSource startGate = Closed();
    private TaskCompletionSource stopGate = Opened();

    /// <summary>How many starts have heard, at the gate, that nobody waits for them any more.</summary>
    public int CalledOff { get; private set; }

    public void OpenStarts() => startGate.TrySetResult();

    /// <summary>Those at the gate fail, and it is closed again.</summary>
    public void FailStarts()
    {
        var old = startGate;
        CloseStarts();
        old.TrySetException(new SpawnFailedException("I don't work!"));
    }

    public void CloseStarts() => startGate = Closed();

    public void OpenStops() => stopGate.TrySetResult();

    public void CloseStops() => stopGate = Closed();

    public override async Task StopAsync(JsonObject state, bool now, CancellationToken ct)
    {
        await stopGate.Task.WaitAsync(ct);
        await base.StopAsync(state, now, ct);
    }

    protected override async Task BeforeAsync(SpawnRequest request, ISpawnJournal journal, CancellationToken ct)
    {
        var gate = startGate;
        await journal.ReportAsync(new SpawnEvent(60, "Waiting at the gate", "Waiting <b>at the gate</b>"), ct);
        try
        {
            await gate.Task.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            CalledOff++;
            throw;
        }
    }

    private static TaskCompletionSource Closed() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource Opened()
    {
        var gate = Closed();
        gate.SetResult();
        return gate;
    }
}
