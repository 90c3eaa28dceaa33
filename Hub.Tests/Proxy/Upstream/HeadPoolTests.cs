using System.Globalization;
using System.Net;
using Hub.Tests.Proxy.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Proxy.Upstream;

/// <summary>What hundreds of requests at once cost in memory that has to be collected again.</summary>
public sealed class HeadPoolTests
{
    private const int Clients = 256;
    private const int Rounds = 10;

    private readonly Lock _lock = new();
    private TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    [Test]
    public async Task Many_requests_at_once_need_no_new_arrays_for_their_heads()
    {
        await using var backend = new RawBackend(TalkAsync);
        var metrics = FreePort.Next();
        var (process, address, _) = await ProxyProcess.StartReadyAsync(
            "--default-target", backend.Url, "--metrics-ip", "127.0.0.1", "--metrics-port", $"{metrics}", "--log-level", "error");
        using var proxy = process;
        var clients = await Task.WhenAll(
            Enumerable.Range(0, Clients).Select(_ => RawConnection.OpenAsync(new IPEndPoint(IPAddress.Loopback, address.Port))));
        await RunAsync(clients);
        var before = await AllocatedAsync(metrics);
        await RunAsync(clients);
        var each = (await AllocatedAsync(metrics) - before) / (Clients * Rounds);
        foreach (var client in clients) client.Dispose();
        // A head is read into 16 KiB; about one is what a request takes in all.
        each.ShouldBeLessThan(4096);
    }

    private static async Task RunAsync(RawConnection[] clients)
    {
        for (var round = 0; round < Rounds; round++)
        {
            await Task.WhenAll(clients.Select(async client =>
            {
                await client.SendAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
                (await client.ReadResponseAsync()).Body.ShouldBe("ok");
            }));
        }
    }

    private static async Task<double> AllocatedAsync(int port)
    {
        using var client = new HttpClient();
        var text = await client.GetStringAsync($"http://127.0.0.1:{port}/metrics");
        var line = text.Split('\n').Single(l => l.StartsWith("dotnet_gc_allocated_bytes_total ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    // Nobody is answered before all have asked.
    private async Task TalkAsync(RawConnection connection)
    {
        while (true)
        {
            await connection.ReadHeadAsync();
            await ArriveAsync();
            await connection.SendAsync(RawBackend.Ok("ok"));
        }
    }

    private Task ArriveAsync()
    {
        lock (_lock)
        {
            var all = _all;
            if (++_waiting < Clients) return all.Task;
            _waiting = 0;
            _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            all.SetResult();
            return Task.CompletedTask;
        }
    }
}
