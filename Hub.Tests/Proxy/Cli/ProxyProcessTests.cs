using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Hub.Tests.Proxy.Support;
using FreePort = Hub.Tests.Support.FreePort;

namespace Hub.Tests.Proxy.Cli;

/// <summary>The process as those see it who start and stop it.</summary>
public sealed class ProxyProcessTests
{
    [TestCase(0, "5.3.0", "--version")]
    [TestCase(0, "5.3.0", "-V")]
    [TestCase(0, "Usage:", "--help")]
    [TestCase(0, "--custom-header", "-h")]
    public async Task It_answers_questions_and_ends(int code, string output, string argument)
    {
        using var process = ProxyProcess.Start([argument]);
        var ended = await process.EndAsync();
        ended.Code.ShouldBe(code);
        ended.Output.ShouldContain(output);
    }

    [TestCase("unknown option", "--prot", "1")]
    [TestCase("A colon was expected", "--custom-header", "x")]
    [TestCase("are needed together", "--ssl-key", "/nowhere")]
    [TestCase("is not one of TLSv1_2", "--ssl-protocol", "SSLv3")]
    public async Task A_wrong_command_line_ends_with_1(string message, params string[] arguments)
    {
        using var process = ProxyProcess.Start(arguments);
        var ended = await process.EndAsync();
        ended.Code.ShouldBe(1);
        ended.Errors.ShouldContain(message);
    }

    [TestCase("--port", "--api-port")]
    [TestCase("--api-port", "--port")]
    [TestCase("--metrics-port", "--port")]
    public async Task A_port_in_use_ends_it_with_1_and_a_message(string which, string other)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var process = ProxyProcess.Start(
            ["--ip", "127.0.0.1", "--api-ip", "127.0.0.1", "--metrics-ip", "127.0.0.1", which, $"{port}", other, $"{FreePort.Next()}"]);
        var ended = await process.EndAsync();
        ended.Code.ShouldBe(1);
        ended.Errors.ShouldContain($"Cannot listen on 127.0.0.1:{port}");
    }

    [TestCase(PosixSignal.SIGTERM, "Terminated")]
    [TestCase(PosixSignal.SIGINT, "Interrupted")]
    public async Task A_signal_ends_it_with_2_and_takes_the_pid_file_along(PosixSignal signal, string message)
    {
        var pidFile = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.pid");
        var (process, _, _) = await ProxyProcess.StartReadyAsync("--pid-file", pidFile);
        using (process)
        {
            await Eventually.IsTrueAsync(() => File.Exists(pidFile), "the pid file is there");
            await Eventually.IsTrueAsync(() => File.ReadAllText(pidFile) == $"{process.Id}", "the pid is in it");
            process.Signal(signal);
            var ended = await process.EndAsync();
            ended.Code.ShouldBe(2);
            ended.Output.ShouldContain(message);
            File.Exists(pidFile).ShouldBeFalse();
        }
    }

    [Test]
    public async Task Asked_to_end_it_finishes_what_runs_and_tells_websockets()
    {
        var release = new SemaphoreSlim(0);
        await using var backend = new RawBackend(async c =>
        {
            if ((await c.ReadHeadAsync()).Contains("Upgrade: websocket"))
            {
                await c.SendAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
                await c.ReadToEndAsync();
                return;
            }

            await release.WaitAsync();
            await c.SendAsync(RawBackend.Ok("finished"));
        });
        var (process, url, _) = await ProxyProcess.StartReadyAsync("--default-target", backend.Url);
        using (process)
        {
            var to = new IPEndPoint(IPAddress.Loopback, url.Port);
            using var socket = await RawConnection.OpenAsync(to);
            await socket.SendAsync("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            await socket.ReadHeadAsync();
            using var request = await RawConnection.OpenAsync(to);
            await request.SendAsync("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
            await Eventually.IsTrueAsync(() => backend.Open == 2, "both are under way");
            process.Signal(PosixSignal.SIGTERM);
            (await socket.ReadToEndAsync()).ShouldBe("\u0088\u0002\u0003\u00e9");
            await Eventually.IsTrueAsync(async () => !await AcceptsAsync(to), "nothing new is accepted");
            release.Release();
            (await request.ReadResponseAsync()).Body.ShouldBe("finished");
            (await process.EndAsync()).Code.ShouldBe(2);
        }
    }

    [Test]
    public async Task What_does_not_finish_is_cut_when_the_drain_timeout_is_over()
    {
        await using var backend = new RawBackend(async c => await c.ReadToEndAsync());
        var (process, url, _) = await ProxyProcess.StartReadyAsync("--default-target", backend.Url, "--drain-timeout", "300");
        using (process)
        {
            using var request = await RawConnection.OpenAsync(new IPEndPoint(IPAddress.Loopback, url.Port));
            await request.SendAsync("GET /never HTTP/1.1\r\nHost: x\r\n\r\n");
            await Eventually.IsTrueAsync(() => backend.Open == 1, "under way");
            process.Signal(PosixSignal.SIGTERM);
            (await process.EndAsync()).Code.ShouldBe(2);
            (await request.ReadToEndAsync()).ShouldBe("");
        }
    }

    [Test]
    public async Task Requests_are_forwarded_on_every_core()
    {
        Assume.That(Environment.ProcessorCount, Is.GreaterThan(1));
        await using var backend = RawBackend.Answering(RawBackend.Ok("ok"));
        var (process, url, _) = await ProxyProcess.StartReadyAsync("--default-target", backend.Url, "--log-level", "error");
        using (process)
        {
            var clients = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => RawConnection.OpenAsync(new IPEndPoint(IPAddress.Loopback, url.Port))));
            // Each connection stays with one thread; both get some of sixteen.
            await Eventually.IsTrueAsync(async () =>
            {
                await Task.WhenAll(clients.Select(async client =>
                {
                    await client.SendAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
                    await client.ReadResponseAsync();
                }));
                return WaitsOfSocketThreads(process.Id).Count(waits => waits > 50) > 1;
            }, "more than one thread forwards", seconds: 30);
            foreach (var client in clients) client.Dispose();
        }
    }

    [Test]
    public async Task A_second_signal_ends_it_at_once()
    {
        await using var backend = new RawBackend(async c => await c.ReadToEndAsync());
        var (process, url, _) = await ProxyProcess.StartReadyAsync("--default-target", backend.Url, "--drain-timeout", "60000");
        using (process)
        {
            using var request = await RawConnection.OpenAsync(new IPEndPoint(IPAddress.Loopback, url.Port));
            await request.SendAsync("GET /never HTTP/1.1\r\nHost: x\r\n\r\n");
            await Eventually.IsTrueAsync(() => backend.Open == 1, "under way");
            process.Signal(PosixSignal.SIGTERM);
            // Two of the same signal that nobody has looked at yet are one.
            await Eventually.IsTrueAsync(async () => !await AcceptsAsync(new IPEndPoint(IPAddress.Loopback, url.Port)), "the first was heeded");
            process.Signal(PosixSignal.SIGTERM);
            (await process.EndAsync()).Code.ShouldBe(2);
        }
    }

    [Test]
    public async Task Routes_outlive_a_restart()
    {
        await using var backend = RawBackend.Answering(RawBackend.Ok("here"));
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.json");
        using var client = new HttpClient();
        var (first, _, api) = await ProxyProcess.StartReadyAsync("--storage-file", file);
        using (first)
        {
            await client.PostAsync(new Uri(api, "/api/routes/user/a"), new StringContent($$"""{"target":"{{backend.Url}}","user":"a"}"""));
            first.Signal(PosixSignal.SIGTERM);
            await first.EndAsync();
        }

        var (second, url, api2) = await ProxyProcess.StartReadyAsync("--storage-file", file);
        using (second)
        {
            (await client.GetStringAsync(new Uri(url, "/user/a/x"))).ShouldBe("here");
            ((string)JsonNode.Parse(await client.GetStringAsync(new Uri(api2, "/api/routes/user/a")))!["user"]!).ShouldBe("a");
        }

        File.Delete(file);
    }

    [Test]
    public async Task It_listens_on_unix_sockets_stale_files_or_not_and_removes_them()
    {
        var folder = Directory.CreateTempSubdirectory();
        var (socket, api) = (Path.Combine(folder.FullName, "p.sock"), Path.Combine(folder.FullName, "a.sock"));
        var seen = new TaskCompletionSource<string>();
        await using var backend = RawBackend.Echoing(head =>
        {
            seen.TrySetResult(head);
            return RawBackend.Ok("ok");
        });
        for (var round = 0; round < 2; round++)
        {
            using var process = ProxyProcess.Start(["--socket", socket, "--api-socket", api, "--default-target", backend.Url]);
            using var client = UnixClient(socket);
            await Eventually.IsTrueAsync(() => File.Exists(api), "it listens");
            await Eventually.IsTrueAsync(async () => await GetOrEmptyAsync(client, "http://x/y") == "ok", "it answers");
            (await seen.Task).ShouldNotContain("X-Forwarded-For");
            if (round == 0) process.KillHard();
            else process.Signal(PosixSignal.SIGTERM);
            await process.EndAsync();
        }

        folder.GetFiles().ShouldBeEmpty();
        folder.Delete();
    }

    // A thread waits when it has handled what there was: one that has nothing to do never does so again.
    private static IEnumerable<int> WaitsOfSocketThreads(int process) => Directory.GetDirectories($"/proc/{process}/task")
        .Where(task => File.ReadAllText(Path.Combine(task, "comm")).Trim() == "sockets")
        .Select(task => File.ReadLines(Path.Combine(task, "status")).Single(l => l.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal)))
        .Select(line => int.Parse(line.Split(':')[1]));

    private static HttpClient UnixClient(string path) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, ct) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private static async Task<string> GetOrEmptyAsync(HttpClient client, string url)
    {
        try
        {
            return await client.GetStringAsync(url);
        }
        catch (HttpRequestException)
        {
            // Nobody listens behind the file yet.
            return "";
        }
    }

    private static async Task<bool> AcceptsAsync(IPEndPoint to)
    {
        try
        {
            using var connection = await RawConnection.OpenAsync(to);
            return true;
        }
        catch (SocketException)
        {
            // Refused, as it should be in the end.
            return false;
        }
    }
}
