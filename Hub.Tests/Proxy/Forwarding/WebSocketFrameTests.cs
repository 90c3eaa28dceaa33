using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Forwarding;

/// <summary>What is inside a WebSocket is for its ends: the proxy changes no bit of it and answers nothing itself.</summary>
public sealed class WebSocketFrameTests
{
    private const string Switched = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";

    [TestCase("81056162636465", TestName = "Frames_pass_as_they_are: text")]
    [TestCase("820400ff0180", TestName = "Frames_pass_as_they_are: binary")]
    [TestCase("0102616280026364", TestName = "Frames_pass_as_they_are: fragments")]
    [TestCase("01026162890063018002636465", TestName = "Frames_pass_as_they_are: ping between fragments")]
    [TestCase("8902abcd", TestName = "Frames_pass_as_they_are: ping")]
    [TestCase("8a00", TestName = "Frames_pass_as_they_are: pong nobody asked for")]
    [TestCase("88040fa07879", TestName = "Frames_pass_as_they_are: close with a code of the application's")]
    [TestCase("c107f248cdc9c90700", TestName = "Frames_pass_as_they_are: compressed (RSV1)")]
    [TestCase("f103ffffff", TestName = "Frames_pass_as_they_are: bits nobody has given a meaning")]
    public async Task Frames_pass_as_they_are(string hex)
    {
        var frame = Encoding.Latin1.GetString(Convert.FromHexString(hex));
        var heard = new TaskCompletionSource<string>();
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            // Together with the handshake's answer, as a server may.
            await c.SendAsync(Switched + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=12\r\n\r\n" + frame);
            heard.TrySetResult(await c.ReadAsync(frame.Length));
            await c.SendAsync(frame);
            await c.ReadToEndAsync();
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await OpenAsync(proxy, frame);
        (await client.ReadHeadAsync()).ShouldContain("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=12\r\n");
        (await heard.Task.WaitAsync(TimeSpan.FromSeconds(15))).ShouldBe(frame);
        (await client.ReadAsync(2 * frame.Length)).ShouldBe(frame + frame);
    }

    [Test]
    public async Task Compressed_messages_are_understood_at_both_ends()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener);
        await using var proxy = await RunningProxy.StartAsync(o => o.DefaultTarget = $"http://{listener.LocalEndpoint}");
        using var client = new ClientWebSocket();
        client.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        client.Options.AddSubProtocol("v1.kernel.websocket.jupyter.org");
        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{proxy.Host.PublicEndPoint!.Port}/ws"), CancellationToken.None);
        client.SubProtocol.ShouldBe("v1.kernel.websocket.jupyter.org");
        var text = string.Concat(Enumerable.Repeat("again and ", 2000));
        await client.SendAsync(Encoding.ASCII.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        (await ReceiveAsync(client)).ShouldBe(text);
        await client.CloseAsync((WebSocketCloseStatus)4001, "enough", CancellationToken.None);
        (client.CloseStatus, client.CloseStatusDescription).ShouldBe(((WebSocketCloseStatus)4001, "enough"));
        await serving;
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Whoever_does_not_read_slows_the_other_down(bool clientReads)
    {
        var sent = new TaskCompletionSource<long>();
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(Switched + "\r\n");
            if (clientReads)
            {
                // Does not read: it is the client who gets stuck.
                await sent.Task;
                return;
            }

            sent.TrySetResult(await c.SendUntilStuckAsync(TimeSpan.FromMilliseconds(300)));
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await OpenAsync(proxy);
        await client.ReadHeadAsync();
        if (clientReads) sent.TrySetResult(await client.SendUntilStuckAsync(TimeSpan.FromMilliseconds(300)));
        // What the sockets' own buffers hold, and little more.
        (await sent.Task.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeLessThan(32L << 20);
    }

    [Test]
    public async Task Timeouts_are_not_for_open_websockets()
    {
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(Switched + "\r\n");
            await c.EchoAsync();
        });
        await using var proxy = await RunningProxy.StartAsync(backend, o =>
        {
            o.Timeout = o.ProxyTimeout = o.RequestTimeout = TimeSpan.FromMilliseconds(700);
            o.KeepAliveTimeout = o.HeaderTimeout = TimeSpan.FromMilliseconds(700);
        });
        using var client = await OpenAsync(proxy);
        await client.ReadHeadAsync();
        // A request under the same rules is over when it has been silent for so long; the WebSocket was silent for longer.
        await using var silent = new RawBackend(async c => await c.ReadToEndAsync());
        await proxy.AddRouteAsync("/silent", silent.Url);
        for (var i = 0; i < 2; i++)
        {
            using var request = await proxy.ConnectAsync();
            await request.SendAsync("GET /silent HTTP/1.1\r\nHost: x\r\n\r\n");
            await request.ReadToEndAsync();
        }

        await client.SendAsync("\u0081\u0001x");
        (await client.ReadAsync(3)).ShouldBe("\u0081\u0001x");
    }

    private static async Task<RawConnection> OpenAsync(RunningProxy proxy, string behind = "")
    {
        var client = await proxy.ConnectAsync();
        await client.SendAsync(
            "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n" + behind);
        return client;
    }

    private static async Task ServeAsync(TcpListener listener)
    {
        using var socket = await listener.AcceptSocketAsync();
        using var connection = new RawConnection(socket);
        var head = await connection.ReadHeadAsync();
        var key = head.Split("\r\n").Single(l => l.StartsWith("Sec-WebSocket-Key: ", StringComparison.OrdinalIgnoreCase)).Split(' ')[1];
        head.ShouldContain("permessage-deflate");
        await connection.SendAsync(
            Switched + $"Sec-WebSocket-Accept: {Hub.Proxy.Forwarding.WebSocketKey.AcceptFor(key)}\r\n"
            + "Sec-WebSocket-Protocol: v1.kernel.websocket.jupyter.org\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
        using var server = WebSocket.CreateFromStream(
            new NetworkStream(socket, ownsSocket: false), new WebSocketCreationOptions { IsServer = true, DangerousDeflateOptions = new WebSocketDeflateOptions() });
        var text = await ReceiveAsync(server);
        await server.SendAsync(Encoding.ASCII.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        (await server.ReceiveAsync(new byte[16], CancellationToken.None)).MessageType.ShouldBe(WebSocketMessageType.Close);
        await server.CloseAsync(server.CloseStatus!.Value, server.CloseStatusDescription, CancellationToken.None);
    }

    private static async Task<string> ReceiveAsync(WebSocket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var whole = new MemoryStream();
        var buffer = new byte[4096];
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer, limit.Token);
            whole.Write(buffer, 0, read.Count);
            if (read.EndOfMessage) return Encoding.ASCII.GetString(whole.ToArray());
        }
    }
}
