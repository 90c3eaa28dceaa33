namespace Hub.Tests.Support.Spawners;

/// <summary>Gets servers up that end before they answer anybody.</summary>
public sealed class DyingSpawner(TinyServers machine) : TinySpawner(machine)
{
    protected override Task AfterAsync(string id, CancellationToken ct)
    {
        Machine.End(id);
        return Task.CompletedTask;
    }
}
