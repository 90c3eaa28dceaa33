using System.Text.Json.Nodes;
using Hub.Domain.Errors;
using Hub.Domain.Spawners;

namespace Hub.Tests.Support.Spawners;

/// <summary>Starts servers that are listeners in this process; any hub that shares the machine can poll and stop them.</summary>
public class TinySpawner(TinyServers machine) : ISpawner
{
    private readonly List<SpawnRequest> requests = [];

    public string Name => GetType().Name;

    public string Version => "1.0";

    public bool BoundToMachine => false;

    /// <summary>Everything that was asked for, in order.</summary>
    public IReadOnlyList<SpawnRequest> Requests
    {
        get
        {
            lock (requests)
                return [.. requests];
        }
    }

    protected TinyServers Machine => machine;

    public async Task<SpawnedServer> StartAsync(SpawnRequest request, ISpawnJournal journal, CancellationToken ct)
    {
        lock (requests)
            requests.Add(request);
        var id = request.Attempt.ToString("n");
        var state = new JsonObject { ["id"] = id };
        await journal.SaveStateAsync(state, ct);
        try
        {
            await BeforeAsync(request, journal, ct);
            var address = machine.Start(id) ?? throw new SpawnFailedException("The attempt was called off.");
            await AfterAsync(id, ct);
            return new SpawnedServer(address, state);
        }
        catch
        {
            machine.End(id);
            throw;
        }
    }

    public Task<PollResult> PollAsync(JsonObject state, CancellationToken ct) => Task.FromResult<PollResult>(
        state["id"]?.GetValue<string>() is { } id && machine.Runs(id) ? PollResult.Running.Yes : new PollResult.Stopped("it is gone", 1));

    public virtual Task StopAsync(JsonObject state, bool now, CancellationToken ct)
    {
        if (state["id"]?.GetValue<string>() is { } id)
            machine.End(id);
        return Task.CompletedTask;
    }

    /// <summary>Runs before the server is there.</summary>
    protected virtual Task BeforeAsync(SpawnRequest request, ISpawnJournal journal, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Runs when the server is there.</summary>
    protected virtual Task AfterAsync(string id, CancellationToken ct) => Task.CompletedTask;
}
