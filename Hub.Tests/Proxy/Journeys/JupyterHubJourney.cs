using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Proxy.Support;
using Hub.Tests.Support;
using Eventually = Hub.Tests.Proxy.Support.Eventually;

namespace Hub.Tests.Proxy.Journeys;

/// <summary>The real JupyterHub with this proxy in place of configurable-http-proxy.</summary>
[Category("Journey")]
public sealed class JupyterHubJourney
{
    [Test]
    public async Task A_kernel_answers_through_the_proxy()
    {
        Peers.Need("jupyterhub-singleuser", "jupyterhub-singleuser");
        await using var hub = await RealJupyterHub.StartAsync();
        var client = hub.Client;
        (await client.PostAsync("/hub/api/users/alice", null)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await client.PostAsync("/hub/api/users/alice/server", null);
        await Eventually.IsTrueAsync(() => hub.AnswersAsync("/user/alice/api/kernels"), "alice's server answers through the proxy", seconds: 60);
        var kernel = JsonNode.Parse(await (await client.PostAsync("/user/alice/api/kernels", null)).Content.ReadAsStringAsync())!;
        (await ExecuteAsync(hub.Port, (string)kernel["id"]!, "print(6 * 7)")).ShouldBe("42\n");

        // The hub takes the route away with the server, and its own page says so.
        (await client.DeleteAsync("/hub/api/users/alice/server")).IsSuccessStatusCode.ShouldBeTrue();
        await Eventually.IsTrueAsync(async () => !await hub.AnswersAsync("/user/alice/api/kernels"), "alice's server is gone", seconds: 60);
        (await client.GetStringAsync("/hub/api/proxy")).ShouldNotContain("alice");
    }

    /// <summary>Proxy and hub show each other certificates of an authority of the hub's own, for the API and behind the proxy.</summary>
    [Test]
    public async Task With_internal_ssl_the_hub_answers_through_the_proxy()
    {
        // Makes the authority.
        await Python.NeedAsync("certipy");
        await using var hub = await RealJupyterHub.StartAsync(
            "c.JupyterHub.internal_ssl = True\nc.ConfigurableHTTPProxy.api_url = c.ConfigurableHTTPProxy.api_url.replace('http:', 'https:')");
        JsonNode.Parse(await hub.Client.GetStringAsync("/hub/api/proxy"))!["/"]!["target"]!.GetValue<string>().ShouldStartWith("https://");
        (await hub.Client.PostAsync("/hub/api/users/bob", null)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private static async Task<string> ExecuteAsync(int port, string kernel, string code)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"token {RealJupyterHub.ServiceToken}");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/user/alice/api/kernels/{kernel}/channels"), limit.Token);
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
}
