using System.Diagnostics;

namespace Hub.Api.Background;

/// <summary>A proxy that runs: a child of this hub, or one that an earlier hub left behind.</summary>
public sealed class RunningProxy(ProcessMark mark, Process? child, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    public ProcessMark Mark => mark;

    /// <summary>Waits for its end and says what is known of it. Nobody but a parent is told the exit code.</summary>
    public async Task<string> EndAsync(CancellationToken ct)
    {
        if (child is not null)
        {
            await child.WaitForExitAsync(ct);
            return $"exit code {child.ExitCode}";
        }
        while (mark.IsAlive)
            await Task.Delay(LookInterval, time, ct);
        return "exit code unknown";
    }

    /// <summary>SIGTERM, and SIGKILL to what does not heed it in time.</summary>
    public async Task StopAsync(TimeSpan timeout, CancellationToken ct)
    {
        mark.Signal(ProcessMark.Terminate);
        var asked = time.GetTimestamp();
        while (mark.IsAlive && time.GetElapsedTime(asked) < timeout)
            await Task.Delay(LookInterval, time, ct);
        mark.Signal(ProcessMark.Kill);
        await EndAsync(ct);
    }

    public void Dispose() => child?.Dispose();
}
