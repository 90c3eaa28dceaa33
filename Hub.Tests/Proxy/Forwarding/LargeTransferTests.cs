using System.Net;
using System.Net.Sockets;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Forwarding;

/// <summary>What is too much to be kept: against a process of its own, whose memory can be read.</summary>
public sealed class LargeTransferTests
{
    private const long Gigabyte = 1L << 30;

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_gigabyte_up_and_down_leaves_the_memory_flat(bool chunked)
    {
        var framing = chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {Gigabyte}";
        await using var backend = new RawBackend(async connection =>
        {
            while (true)
            {
                var head = await connection.ReadHeadAsync();
                if (head.StartsWith("PUT"))
                {
                    var length = await TakeAsync(connection, chunked);
                    await connection.SendAsync(RawBackend.Ok($"{length}"));
                    continue;
                }

                await connection.SendAsync($"HTTP/1.1 200 OK\r\n{framing}\r\n\r\n");
                await GiveAsync(connection, chunked);
            }
        });
        var (process, address, _) = await ProxyProcess.StartReadyAsync("--default-target", backend.Url, "--log-level", "error");
        using var started = process;
        using var client = await RawConnection.OpenAsync(new IPEndPoint(IPAddress.Loopback, address.Port));
        await client.SendAsync("GET /_chp_healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        await client.ReadResponseAsync();
        var before = process.PeakMemory;
        await client.SendAsync($"PUT /x HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\n");
        await GiveAsync(client, chunked);
        (await client.ReadResponseAsync()).Body.ShouldBe($"{Gigabyte}");
        await client.SendAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        (await client.ReadHeadAsync()).ShouldStartWith("HTTP/1.1 200");
        (await TakeAsync(client, chunked)).ShouldBe(Gigabyte);
        (process.PeakMemory - before).ShouldBeLessThan(64L << 20);
    }

    private static Task GiveAsync(RawConnection to, bool chunked) => chunked ? to.SendZeroChunksAsync(Gigabyte) : to.SendZerosAsync(Gigabyte);

    private static async Task<long> TakeAsync(RawConnection from, bool chunked)
    {
        if (chunked) return await from.SkipChunksAsync();
        await from.SkipAsync(Gigabyte);
        return Gigabyte;
    }

    /// <summary>Each takes a port of its own towards the backend; there are 28,000 or so.</summary>
    [Test]
    public async Task Five_thousand_websockets_are_open_at_one_time()
    {
        const int count = 5000;
        await using var backend = new RawBackend(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            await connection.EchoAsync();
        });
        var (process, address, _) = await ProxyProcess.StartReadyAsync("--default-target", backend.Url, "--log-level", "error");
        using var started = process;
        var before = process.PeakMemory;
        var sockets = new List<Socket>();
        var answer = new byte[1024];
        while (sockets.Count < count) sockets.AddRange(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => OpenAsync(address.Port))));

        foreach (var socket in sockets) await socket.SendAsync(new byte[] { 0x81, 1, 2 });
        foreach (var socket in sockets)
        {
            (await socket.ReceiveAsync(answer)).ShouldBe(3);
            socket.Dispose();
        }

        await Eventually.IsTrueAsync(() => backend.Open == 0, "all ended", 30);
        (process.PeakMemory - before).ShouldBeLessThan(200L << 20);
    }

    private static async Task<Socket> OpenAsync(int port)
    {
        var answer = new byte[1024];
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await socket.SendAsync("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"u8.ToArray());
        (await socket.ReceiveAsync(answer)).ShouldBeGreaterThan(12);
        answer.AsSpan(9, 3).SequenceEqual("101"u8).ShouldBeTrue();
        return socket;
    }
}
