using Hub.Domain.Errors;
using Hub.Domain.Spawners;

namespace Hub.Tests.Support.Spawners;

/// <summary>Fails at every start: with words for the owner, or, when told to, with an exception nobody expects.</summary>
public sealed class BadSpawner(TinyServers machine) : TinySpawner(machine)
{
    public bool Breaks { get; set; }

    protected override Task BeforeAsync(SpawnRequest request, ISpawnJournal journal, CancellationToken ct) =>
        throw (Breaks ? new InvalidDataException("secret detail") : new SpawnFailedException("I don't work!"));
}
