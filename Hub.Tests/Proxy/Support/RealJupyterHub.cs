using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Hub.Tests.Support;

namespace Hub.Tests.Proxy.Support;

/// <summary>JupyterHub with this proxy in place of configurable-http-proxy, and a client with a service's token that goes through the proxy.</summary>
internal sealed class RealJupyterHub : IAsyncDisposable
{
    public const string ServiceToken = "a-token-for-the-journey";

    private readonly DirectoryInfo _folder;
    private readonly Process _hub;
    private readonly Task<string> _errors;

    private RealJupyterHub(DirectoryInfo folder, Process hub, int port)
    {
        (_folder, _hub, Port) = (folder, hub, port);
        _errors = hub.StandardError.ReadToEndAsync();
        _ = hub.StandardOutput.ReadToEndAsync();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{port}"),
            Timeout = TimeSpan.FromSeconds(60),
        };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("token", ServiceToken);
    }

    public int Port { get; }

    public HttpClient Client { get; }

    /// <summary>Starts it and waits until it answers through the proxy.</summary>
    /// <param name="more">Further lines of its configuration.</param>
    public static async Task<RealJupyterHub> StartAsync(string more = "")
    {
        var program = Peers.Need("jupyterhub", "jupyterhub");
        var folder = Directory.CreateTempSubdirectory("journey");
        var port = FreePort.Next();
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "jupyterhub_config.py"), Configuration(port) + "\n" + more);
        var start = new ProcessStartInfo(program, ["-f", "jupyterhub_config.py"])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var hub = new RealJupyterHub(folder, Process.Start(start)!, port);
        try
        {
            await Eventually.IsTrueAsync(() => hub.AnswersAsync("/hub/api/users"), "the hub answers through the proxy", seconds: 60);
            return hub;
        }
        catch
        {
            await hub.DisposeAsync();
            throw;
        }
    }

    public async Task<bool> AnswersAsync(string path)
    {
        if (_hub.HasExited) throw new AssertionException($"JupyterHub ended:\n{await _errors}");
        try
        {
            using var answer = await Client.GetAsync(path);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            // Nothing listens yet.
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        // As an operator does: the hub stops its servers and its proxy.
        if (!_hub.HasExited) Process.Start("kill", $"-TERM {_hub.Id}").Dispose();
        await _hub.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        FailedTestWords.Keep(await _errors);
        _hub.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Configuration(int port) =>
        $"""
        c.JupyterHub.bind_url = 'http://127.0.0.1:{port}'
        c.JupyterHub.hub_port = {FreePort.Next()}
        c.ConfigurableHTTPProxy.api_url = 'http://127.0.0.1:{FreePort.Next()}'
        c.ConfigurableHTTPProxy.command = ['dotnet', '{ProxyProcess.Dll}']
        c.JupyterHub.authenticator_class = 'dummy'
        c.JupyterHub.spawner_class = 'simple'
        c.Spawner.args = ['--allow-root']
        c.JupyterHub.cleanup_servers = True
        c.JupyterHub.services = [dict(name='journey', api_token='{ServiceToken}')]
        c.JupyterHub.load_roles = [dict(name='journey', services=['journey'], scopes=['admin:users', 'admin:servers', 'access:servers', 'proxy'])]
        """;
}
