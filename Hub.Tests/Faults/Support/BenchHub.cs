using Hub.Tests.Support;

namespace Hub.Tests.Faults.Support;

/// <summary>One hub of a bench: the application, where it can be held, and an administrator's client of it.</summary>
internal sealed class BenchHub(HubApplication app, PhaseGate gate, TokenClient admin)
{
    public HubApplication App => app;

    public PhaseGate Gate => gate;

    public TokenClient Admin => admin;

    /// <summary>Whether it has crashed or was stopped.</summary>
    public bool Gone { get; set; }
}
