using System.Diagnostics;
using Hub.Api.Background;
using Hub.Tests.Support;

namespace Hub.Tests.Journeys.Support;

/// <summary>One run of the hub's program, as it was built beside these tests.</summary>
public sealed class HubProcess : IAsyncDisposable
{
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(150);

    private readonly Process process;
    private readonly string log;

    private HubProcess(Process process, string log, bool isHub) => (this.process, this.log, IsHub) = (process, log, isHub);

    /// <summary>Whether it is the hub itself, and not one of its verbs.</summary>
    public bool IsHub { get; }

    public int Pid => process.Id;

    public bool HasEnded => process.HasExited;

    public int ExitCode => process.ExitCode;

    /// <summary>What it wrote to stdout.</summary>
    public string Output => File.ReadAllText(log + ".out");

    /// <summary>What it wrote to stdout and stderr.</summary>
    public string Said => Output + File.ReadAllText(log + ".err");

    public static HubProcess Launch(string folder, string log, IEnumerable<string> arguments, IEnumerable<(string Name, string Value)> environment)
    {
        // Files, not pipes: what the hub starts may live longer than the hub, and would hold a pipe open. A shell that becomes
        // the hub keeps the process number.
        var start = new ProcessStartInfo(
            "/bin/sh",
            ["-c", """exec "$@" >"$0.out" 2>"$0.err" </dev/null""", log, "dotnet", Program(), .. arguments])
        {
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.Environment.Remove("CONFIGPROXY_AUTH_TOKEN");
        return new HubProcess(Process.Start(start)!, log, arguments.FirstOrDefault()?.StartsWith('-') ?? true);
    }

    /// <summary>Waits for it to end by itself.</summary>
    public async Task<int> ExitAsync()
    {
        using var bounded = new CancellationTokenSource(EndTime);
        try
        {
            await process.WaitForExitAsync(bounded.Token);
        }
        catch (OperationCanceledException)
        {
            throw new AssertionException($"The hub did not end within {EndTime}:\n{Said}");
        }

        return process.ExitCode;
    }

    /// <summary>SIGTERM, as an init system sends it.</summary>
    public Task<int> TerminateAsync()
    {
        ProcessMark.Of(Pid)?.Signal(ProcessMark.Terminate);
        return ExitAsync();
    }

    /// <summary>SIGKILL: no time for last words.</summary>
    public Task KillAsync()
    {
        process.Kill();
        return ExitAsync();
    }

    public Task SaysAsync(string words) => Eventually.True(() => Said.Contains(words, StringComparison.Ordinal), EndTime);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private static string Program()
    {
        // Hub.Tests/bin/Release/net10.0 → Hub.Api/bin/Release/net10.0
        var here = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        var root = here.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "Hub.Api", "bin", here.Parent.Name, here.Name, "Hub.Api.dll");
    }
}
