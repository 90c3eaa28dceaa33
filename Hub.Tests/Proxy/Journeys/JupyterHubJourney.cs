using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Tests.Proxy.Support;
using Hub.Tests.Support;
using Eventually = Hub.Tests.Proxy.Support.Eventually;

namespace Hub.Tests.Proxy.Journeys;

/// <summary>The real JupyterHub with this proxy in place of configurable-http-proxy.</summary>
[Category("Journey")]
public sealed class JupyterHubJourney
{
    private const string ServiceToken = "a-token-for-the-journey";

    private DirectoryInfo _folder = null!;
    private Process _hub = null!;
    private HttpClient _client = null!;
    private int _port;

    [OneTimeSetUp]
    public async Task Start()
    {
        var program = Peers.Need("jupyterhub", "jupyterhub");
        Peers.Need("jupyterhub-singleuser", "jupyterhub-singleuser");
        _folder = Directory.CreateTempSubdirectory("journey");
        _port = FreePort.Next();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "jupyterhub_config.py"), Configuration());
        _hub = Process.Start(new ProcessStartInfo(program, ["-f", "jupyterhub_config.py"]) { WorkingDirectory = _folder.FullName, RedirectStandardError = true, RedirectStandardOutput = true })!;
        _ = _hub.StandardError.ReadToEndAsync();
        _ = _hub.StandardOutput.ReadToEndAsync();
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://127.0.0.1:{_port}"), Timeout = TimeSpan.FromSeconds(60) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("token", ServiceToken);
        await Eventually.IsTrueAsync(() => AnswersAsync("/hub/api/users"), "the hub answers through the proxy", seconds: 60);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _client?.Dispose();
        if (_hub is null) return;
        // As an operator does: the hub stops its servers and its proxy.
        Process.Start("kill", $"-TERM {_hub.Id}").Dispose();
        await _hub.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        _hub.Dispose();
        _folder.Delete(recursive: true);
    }

    [Test]
    public async Task A_kernel_answers_through_the_proxy()
    {
        (await _client.PostAsync("/hub/api/users/alice", null)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await _client.PostAsync("/hub/api/users/alice/server", null);
        await Eventually.IsTrueAsync(() => AnswersAsync("/user/alice/api/kernels"), "alice's server answers through the proxy", seconds: 60);
        var kernel = JsonNode.Parse(await (await _client.PostAsync("/user/alice/api/kernels", null)).Content.ReadAsStringAsync())!;
        (await ExecuteAsync((string)kernel["id"]!, "print(6 * 7)")).ShouldBe("42\n");

        // The hub takes the route away with the server, and its own page says so.
        (await _client.DeleteAsync("/hub/api/users/alice/server")).IsSuccessStatusCode.ShouldBeTrue();
        await Eventually.IsTrueAsync(async () => !await AnswersAsync("/user/alice/api/kernels"), "alice's server is gone", seconds: 60);
        (await _client.GetStringAsync("/hub/api/proxy")).ShouldNotContain("alice");
    }

    private async Task<string> ExecuteAsync(string kernel, string code)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"token {ServiceToken}");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{_port}/user/alice/api/kernels/{kernel}/channels"), limit.Token);
        var request = new JsonObject
        {
            ["header"] = new JsonObject { ["msg_id"] = "m1", ["msg_type"] = "execute_request", ["session"] = "s1", ["username"] = "", ["version"] = "5.2" },
            ["parent_header"] = new JsonObject(),
            ["metadata"] = new JsonObject(),
            ["channel"] = "shell",
            ["content"] = new JsonObject { ["code"] = code, ["silent"] = false, ["store_history"] = false, ["user_expressions"] = new JsonObject(), ["allow_stdin"] = false },
        };
        await socket.SendAsync(Encoding.UTF8.GetBytes(request.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        while (true)
        {
            var message = JsonNode.Parse(await ReceiveAsync(socket, limit.Token))!;
            if ((string?)message["msg_type"] == "stream") return (string)message["content"]!["text"]!;
        }
    }

    private static async Task<byte[]> ReceiveAsync(ClientWebSocket socket, CancellationToken ct)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer, ct);
            whole.Write(buffer, 0, read.Count);
            if (read.EndOfMessage) return whole.ToArray();
        }
    }

    private async Task<bool> AnswersAsync(string path)
    {
        try
        {
            using var answer = await _client.GetAsync(path);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            // Nothing listens yet.
            return false;
        }
    }

    private string Configuration() =>
        $"""
        c.JupyterHub.bind_url = 'http://127.0.0.1:{_port}'
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
