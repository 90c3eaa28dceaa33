using System.Net;
using System.Net.Sockets;
using Hub.Proxy.Upstream;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Upstream;

/// <summary>Busy polling: who is waited for in a loop, and who is not.</summary>
public sealed class BusyPollTests
{
    private static readonly TimeSpan _moment = TimeSpan.FromMicroseconds(1);

    [Test]
    public async Task Each_look_in_vain_doubles_how_many_waits_are_left_alone()
    {
        using var pair = await SocketPair.OpenAsync();
        var poll = new BusyPoll();
        var rests = new List<int>();
        while (rests.Count < 12)
        {
            var looks = poll.LeftAlone == 0;
            poll.Await(pair.Near, _moment);
            if (looks) rests.Add(poll.LeftAlone);
        }

        rests.ShouldBe([1, 3, 7, 15, 31, 63, 127, 255, 511, 1023, 1023, 1023]);
    }

    [Test]
    public async Task A_peer_that_is_quick_is_looked_for_each_time()
    {
        using var pair = await SocketPair.OpenAsync();
        var poll = new BusyPoll();
        poll.Await(pair.Near, _moment);
        poll.LeftAlone.ShouldBe(1);
        await pair.Far.SendAsync("x"u8.ToArray());
        // Much longer than the test may take: it returns because of the byte.
        poll.Await(pair.Near, TimeSpan.FromHours(1));
        poll.Await(pair.Near, TimeSpan.FromHours(1));
        poll.LeftAlone.ShouldBe(0);
    }

    [Test]
    public async Task Only_a_client_that_is_alone_is_waited_for()
    {
        Assume.That(Environment.ProcessorCount, Is.GreaterThan(1), "on one processor nobody is waited for in a loop");
        using var may = new SemaphoreSlim(0);
        await using var backend = new RawBackend(async c =>
        {
            while (true)
            {
                await c.ReadHeadAsync();
                await may.WaitAsync();
                await c.SendAsync(RawBackend.Ok("ok"));
            }
        });
        await using var proxy = await RunningProxy.StartAsync(backend, o => o.BusyPoll = _moment);
        var answers = proxy.Host.Upstreams.Enter(TargetAddress.Parse(backend.Url)).Answers;
        using var first = await proxy.ConnectAsync();
        using var second = await proxy.ConnectAsync();
        may.Release(10);
        for (var turn = 0; turn < 5; turn++)
        {
            await AskAsync(first);
            await AskAsync(second);
        }

        answers.LeftAlone.ShouldBe(0);
        // The answer comes when it has been waited for in vain.
        var asking = AskAsync(second);
        await Eventually.IsTrueAsync(() => answers.LeftAlone == 1, "it was waited for");
        may.Release();
        await asking;
    }

    [Test]
    public async Task Nobody_is_waited_for_when_it_is_turned_off()
    {
        await using var backend = RawBackend.Answering(RawBackend.Ok("ok"));
        await using var proxy = await RunningProxy.StartAsync(backend, o => o.BusyPoll = TimeSpan.Zero);
        var answers = proxy.Host.Upstreams.Enter(TargetAddress.Parse(backend.Url)).Answers;
        using var client = await proxy.ConnectAsync();
        for (var turn = 0; turn < 5; turn++) await AskAsync(client);
        answers.LeftAlone.ShouldBe(0);
    }

    private static async Task AskAsync(RawConnection client)
    {
        await client.SendAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        (await client.ReadResponseAsync()).Body.ShouldBe("ok");
    }

    private sealed record SocketPair(Socket Near, Socket Far) : IDisposable
    {
        public static async Task<SocketPair> OpenAsync()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var near = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await near.ConnectAsync(listener.LocalEndpoint);
            return new SocketPair(near, await listener.AcceptSocketAsync());
        }

        public void Dispose()
        {
            Near.Dispose();
            Far.Dispose();
        }
    }
}
