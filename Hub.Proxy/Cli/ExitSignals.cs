using System.Runtime.InteropServices;
using Hub.Proxy.Logging;

namespace Hub.Proxy.Cli;

/// <summary>SIGTERM asks the proxy to finish, SIGINT and any second signal to be quick about it.</summary>
internal sealed class ExitSignals : IDisposable
{
    private readonly TaskCompletionSource<bool> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _impatient = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    public ExitSignals(ProxyLog log)
    {
        On(PosixSignal.SIGTERM, patient: true, () => log.Warn("Terminated"));
        On(PosixSignal.SIGINT, patient: false, () => log.Warn("Interrupted"));
    }

    /// <summary>The first signal; true if there is time to finish.</summary>
    public Task<bool> First => _first.Task;

    /// <summary>Cancelled by a second signal.</summary>
    public CancellationToken Impatient => _impatient.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _impatient.Dispose();
    }

    private void On(PosixSignal signal, bool patient, Action tell) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        tell();
        if (!_first.TrySetResult(patient)) _impatient.Cancel();
    }));
}
