using System.Runtime.InteropServices;

namespace Hub.Api.Cli;

/// <summary>Turns Ctrl-C, SIGTERM and SIGHUP into a token, so that everything is stopped in order. A second Ctrl-C ends at once.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    public StopSignal() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Heed),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Heed),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, Heed),
    ];

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    private void Heed(PosixSignalContext signal)
    {
        if (source.IsCancellationRequested && signal.Signal == PosixSignal.SIGINT)
            return;
        signal.Cancel = true;
        source.Cancel();
    }
}
