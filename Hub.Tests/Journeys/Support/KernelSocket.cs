using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Hub.Tests.Journeys.Support;

/// <summary>A websocket to a Jupyter kernel, speaking the messaging protocol.</summary>
public sealed class KernelSocket : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ClientWebSocket socket = new();
    private readonly string session = Guid.NewGuid().ToString("n");

    public static async Task<KernelSocket> OpenAsync(Uri url, string token)
    {
        var kernel = new KernelSocket();
        kernel.socket.Options.SetRequestHeader("Authorization", $"token {token}");
        using var bounded = new CancellationTokenSource(Patience);
        await kernel.socket.ConnectAsync(url, bounded.Token);
        return kernel;
    }

    /// <summary>Runs code and returns the plain text of its value.</summary>
    public async Task<string> ExecuteAsync(string code)
    {
        using var bounded = new CancellationTokenSource(Patience);
        var id = Guid.NewGuid().ToString("n");
        var request = new JsonObject
        {
            ["channel"] = "shell",
            ["header"] = new JsonObject
            {
                ["msg_id"] = id,
                ["msg_type"] = "execute_request",
                ["username"] = "",
                ["session"] = session,
                ["version"] = "5.3",
            },
            ["parent_header"] = new JsonObject(),
            ["metadata"] = new JsonObject(),
            ["content"] = new JsonObject { ["code"] = code, ["silent"] = false, ["store_history"] = true, ["allow_stdin"] = false },
        };
        await socket.SendAsync(Encoding.UTF8.GetBytes(request.ToJsonString()), WebSocketMessageType.Text, true, bounded.Token);
        while (true)
        {
            var message = await ReceiveAsync(bounded.Token);
            if ((string?)message["parent_header"]?["msg_id"] != id)
                continue;
            switch ((string?)message["msg_type"])
            {
                case "execute_result":
                    return (string)message["content"]!["data"]!["text/plain"]!;
                case "error":
                    throw new AssertionException($"The kernel says: {message["content"]}");
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private async Task<JsonNode> ReceiveAsync(CancellationToken ct)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[16 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(), ct);
            whole.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        if (part.MessageType == WebSocketMessageType.Close)
            throw new AssertionException($"The kernel's websocket was closed: {socket.CloseStatus} {socket.CloseStatusDescription}");
        return JsonNode.Parse(whole.ToArray())!;
    }
}
