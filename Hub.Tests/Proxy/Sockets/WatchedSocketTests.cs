using System.Net;
using System.Net.Sockets;
using Hub.Proxy.Sockets;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Sockets;

public sealed class WatchedSocketTests
{
    // More than the kernel keeps for a connection.
    private const int Much = 16 * 1024 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    [Test]
    public async Task The_first_address_that_answers_is_taken()
    {
        await using var peer = new RawBackend(c => c.EchoAsync());
        using var socket = await WatchedSocket.ConnectAsync([Nobody(), At(peer)], EventLoop.Next(), CancellationToken.None);
        await socket.SendAsync("hello"u8.ToArray());
        var into = new byte[100];
        (await socket.ReceiveAsync(into)).ShouldBe(5);
        into.AsSpan(0, 5).SequenceEqual("hello"u8).ShouldBeTrue();
    }

    [Test]
    public async Task When_none_answers_the_last_says_why()
    {
        var failure = await Should.ThrowAsync<SocketException>(async () =>
            await WatchedSocket.ConnectAsync([Nobody(), Nobody()], EventLoop.Next(), CancellationToken.None));
        failure.SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
    }

    [Test]
    public async Task Connecting_ends_when_nobody_waits_for_it_any_more()
    {
        // A listener that takes nobody and has no room for more: the kernel answers no further connection.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        using var first = new TcpClient();
        await first.ConnectAsync((IPEndPoint)full.LocalEndPoint!);
        using var given = new CancellationTokenSource();
        var connecting = WatchedSocket.ConnectAsync([(IPEndPoint)full.LocalEndPoint!], EventLoop.Next(), given.Token);
        connecting.IsCompleted.ShouldBeFalse();
        await given.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await connecting);
    }

    [Test]
    public async Task A_send_waits_for_a_peer_that_is_slower()
    {
        var start = new TaskCompletionSource();
        await using var peer = new RawBackend(async c =>
        {
            await start.Task;
            await c.SkipAsync(Much);
            await c.SendAsync("all");
        });
        using var socket = await ConnectAsync(peer);
        var sending = socket.SendAsync(new byte[Much]);
        sending.IsCompleted.ShouldBeFalse();
        start.SetResult();
        await sending.AsTask().WaitAsync(Limit);
        (await ReadAsync(socket, 3)).ShouldBe("all"u8.ToArray());
    }

    [Test]
    public async Task What_was_sent_as_a_copy_may_be_overwritten_at_once()
    {
        await using var peer = new RawBackend(c => c.EchoAsync());
        using var socket = await ConnectAsync(peer);
        var data = new byte[Much / 4];
        new Random(1).NextBytes(data);
        var sent = data.ToArray();
        var sending = socket.SendCopyAsync(data);
        data.AsSpan().Clear();
        var received = await ReadAsync(socket, sent.Length);
        await sending.AsTask().WaitAsync(Limit);
        received.AsSpan().SequenceEqual(sent).ShouldBeTrue();
    }

    [Test]
    public async Task What_came_before_the_end_is_received_before_it()
    {
        await using var peer = new RawBackend(c => c.SendAsync("last words"));
        using var socket = await ConnectAsync(peer);
        await Eventually.IsTrueAsync(() => socket.Socket.Poll(0, SelectMode.SelectRead) && peer.Open == 0, "the peer has ended");
        (await ReadAsync(socket, 10)).ShouldBe("last words"u8.ToArray());
        for (var again = 0; again < 3; again++)
            (await socket.ReceiveAsync(new byte[10]).AsTask().WaitAsync(Limit)).ShouldBe(0);
    }

    [Test]
    public async Task A_buffer_that_was_filled_is_followed_by_the_rest()
    {
        await using var peer = new RawBackend(async c =>
        {
            await c.SendAsync("0123456789");
            await c.ReadToEndAsync();
        });
        using var socket = await ConnectAsync(peer);
        var into = new byte[3];
        var received = "";
        while (received.Length < 10)
            received += System.Text.Encoding.ASCII.GetString(into, 0, await socket.ReceiveAsync(into));
        received.ShouldBe("0123456789");
        socket.TryReceive(into, out _).ShouldBeFalse();
    }

    [Test]
    public async Task Who_waits_on_a_socket_that_is_closed_is_told_on_another_thread()
    {
        await using var peer = new RawBackend(c => c.ReadToEndAsync());
        var socket = await ConnectAsync(peer);
        var toldOn = 0;
        var closing = 0;
        var waiting = WaitAsync();
        // A thread of its own, which is held until this one has been told.
        var closer = new Thread(() =>
        {
            closing = Environment.CurrentManagedThreadId;
            socket.Dispose();
            waiting.Wait(Limit);
        });
        closer.Start();
        await waiting.WaitAsync(Limit);
        toldOn.ShouldNotBe(closing);
        await Should.ThrowAsync<ObjectDisposedException>(async () => await socket.ReceiveAsync(new byte[1]));
        await Eventually.IsTrueAsync(() => peer.Open == 0, "closed");

        async Task WaitAsync()
        {
            await Should.ThrowAsync<ObjectDisposedException>(async () =>
            {
                try
                {
                    await socket.ReceiveAsync(new byte[1]).ConfigureAwait(false);
                }
                finally
                {
                    toldOn = Environment.CurrentManagedThreadId;
                }
            });
        }
    }

    private static ValueTask<WatchedSocket> ConnectAsync(RawBackend peer) =>
        WatchedSocket.ConnectAsync([At(peer)], EventLoop.Next(), CancellationToken.None);

    private static IPEndPoint At(RawBackend peer) => new(IPAddress.Loopback, peer.Port);

    // A port nobody listens on refuses.
    private static IPEndPoint Nobody() => new(IPAddress.Loopback, Hub.Tests.Support.FreePort.Next());

    private static async Task<byte[]> ReadAsync(WatchedSocket socket, int count)
    {
        var all = new byte[count];
        for (var have = 0; have < count;)
        {
            var more = await socket.ReceiveAsync(all.AsMemory(have)).AsTask().WaitAsync(Limit);
            more.ShouldBeGreaterThan(0);
            have += more;
        }

        return all;
    }
}
