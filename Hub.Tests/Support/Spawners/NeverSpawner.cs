using Hub.Domain.Spawners;

namespace Hub.Tests.Support.Spawners;

/// <summary>Never gets a server up, until it is told to give up.</summary>
public sealed class NeverSpawner(TinyServers machine) : TinySpawner(machine)
{
    protected override Task BeforeAsync(SpawnRequest request, ISpawnJournal journal, CancellationToken ct) =>
        Task.Delay(Timeout.InfiniteTimeSpan, ct);
}
