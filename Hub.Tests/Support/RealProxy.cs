using System.Diagnostics;
using System.Net.Sockets;

namespace Hub.Tests.Support;

/// <summary>A running configurable-http-proxy; the test is skipped where it is not installed.</summary>
public sealed class RealProxy : IAsyncDisposable
{
    public const string Token = "token-of-the-tests";

    private readonly Process _process;

    private RealProxy(Process process, int port, int apiPort)
    {
        _process = process;
        PublicUrl = new Uri($"http://127.0.0.1:{port}");
        ApiUrl = new Uri($"http://127.0.0.1:{apiPort}");
    }

    public Uri PublicUrl { get; }

    public Uri ApiUrl { get; }

    public static async Task<RealProxy> StartAsync(params string[] options)
    {
        var (port, apiPort) = (FreePort.Next(), FreePort.Next());
        var start = new ProcessStartInfo(
            Peers.ConfigurableHttpProxy(),
            ["--ip", "127.0.0.1", "--port", $"{port}", "--api-ip", "127.0.0.1", "--api-port", $"{apiPort}", "--log-level", "error", .. options]);
        start.Environment["CONFIGPROXY_AUTH_TOKEN"] = Token;
        var proxy = new RealProxy(Process.Start(start)!, port, apiPort);
        await Eventually.True(() => proxy._process.HasExited || Accepts(apiPort));
        if (proxy._process.HasExited)
            throw Peers.Missing("configurable-http-proxy", $"{start.FileName} does not run here: it ended with code {proxy._process.ExitCode}");
        await Eventually.True(() => Accepts(port));
        return proxy;
    }

    public static bool Accepts(int port)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
