using System.Text.Json.Nodes;
using Hub.Domain.Errors;
using Hub.Domain.Spawners;
using Hub.Tests.Support.Spawners;

namespace Hub.Tests.Faults.Support;

/// <summary>Starts fake servers on a machine that all hubs of a test share, and passes its hub's gate at every phase.</summary>
public sealed class PhasedSpawner(TinyServers machine, PhaseGate gate) : ISpawner
{
    public string Name => "PhasedSpawner";

    public string Version => "1.0";

    public bool BoundToMachine => true;

    public async Task<SpawnedServer> StartAsync(SpawnRequest request, ISpawnJournal journal, CancellationToken ct)
    {
        var id = request.Attempt.ToString("n");
        var state = new JsonObject { ["id"] = id };
        await gate.PassAsync(Phase.Accepted, ct);
        await journal.SaveStateAsync(state, ct);
        try
        {
            await gate.PassAsync(Phase.Saved, ct);
            var address = machine.Start(id) ?? throw new SpawnFailedException("The attempt was called off.");
            await gate.PassAsync(Phase.Started, ct);
            return new SpawnedServer(address, state);
        }
        catch
        {
            machine.End(id);
            throw;
        }
    }

    public async Task<PollResult> PollAsync(JsonObject state, CancellationToken ct)
    {
        await gate.PassAsync(Phase.Answering, ct);
        return state["id"]?.GetValue<string>() is { } id && machine.Runs(id)
            ? PollResult.Running.Yes
            : new PollResult.Stopped("it is gone", 1);
    }

    public async Task StopAsync(JsonObject state, bool now, CancellationToken ct)
    {
        await gate.PassAsync(Phase.Ending, ct);
        if (state["id"]?.GetValue<string>() is { } id)
            machine.End(id);
        await gate.PassAsync(Phase.Ended, ct);
    }
}
