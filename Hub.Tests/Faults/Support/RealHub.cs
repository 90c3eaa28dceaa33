using Hub.Tests.Journeys.Support;

namespace Hub.Tests.Faults.Support;

/// <summary>One hub of a <see cref="ProcessBench"/>: where it lives, the process that it is now, and an administrator's client of it.</summary>
internal sealed class RealHub(HubPlace place, (string Name, string Value)[] environment) : IAsyncDisposable
{
    public HubPlace Place => place;

    public HubRest Rest { get; } = new(new Uri($"http://127.0.0.1:{place.HubPort}"), HubPlace.AdminToken);

    public (string Name, string Value)[] Environment => environment;

    public HubProcess? Process { get; set; }

    /// <summary>The name of the present process among the replicas.</summary>
    public Guid Replica { get; set; }

    /// <summary>Whether it runs and gets time to.</summary>
    public bool There { get; set; }

    public async ValueTask DisposeAsync()
    {
        Rest.Dispose();
        await place.DisposeAsync();
    }
}
