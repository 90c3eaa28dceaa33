using System.Diagnostics;
using System.Runtime.InteropServices;
using Hub.Tests.Support;

namespace Hub.Tests.Proxy.Support;

/// <summary>The proxy as a process of its own, as JupyterHub starts it.</summary>
internal sealed class ProxyProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private ProxyProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static string Dll => Path.Combine(AppContext.BaseDirectory, "Hub.Proxy.dll");

    public int Id => _process.Id;

    /// <summary>The most memory it has had at a time.</summary>
    public long PeakMemory => long.Parse(
        File.ReadLines($"/proc/{Id}/status").First(l => l.StartsWith("VmHWM:")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) * 1024;

    public bool HasExited => _process.HasExited;

    public static ProxyProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("env", ["--default-signal", "dotnet", Dll, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment.Remove("CONFIGPROXY_AUTH_TOKEN");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new ProxyProcess(Process.Start(start)!);
    }

    /// <summary>Starts it on free ports and waits until it answers.</summary>
    public static Task<(ProxyProcess Process, Uri Public, Uri Api)> StartReadyAsync(params string[] arguments) => StartReadyAsync(null, arguments);

    public static async Task<(ProxyProcess Process, Uri Public, Uri Api)> StartReadyAsync(
        IReadOnlyDictionary<string, string>? environment, string[] arguments)
    {
        var (port, api) = (FreePort.Next(), FreePort.Next());
        var process = Start(["--ip", "127.0.0.1", "--port", $"{port}", "--api-ip", "127.0.0.1", "--api-port", $"{api}", .. arguments], environment);
        using var client = new HttpClient();
        await Eventually.IsTrueAsync(() => AnswersAsync(client, $"http://127.0.0.1:{api}/readyz"), "the proxy answers");
        return (process, new Uri($"http://127.0.0.1:{port}"), new Uri($"http://127.0.0.1:{api}"));
    }

    public void Signal(PosixSignal signal) => Kill(_process.Id, signal switch
    {
        PosixSignal.SIGTERM => 15,
        PosixSignal.SIGINT => 2,
        _ => 9,
    }).ShouldBe(0);

    public void KillHard() => _process.Kill();

    /// <summary>Waits for the end; the exit code, and what was written.</summary>
    public async Task<(int Code, string Output, string Errors)> EndAsync(int seconds = 15)
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(seconds));
        return (_process.ExitCode, await _output, await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string url)
    {
        try
        {
            using var answer = await client.GetAsync(url);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Not listening yet.
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
