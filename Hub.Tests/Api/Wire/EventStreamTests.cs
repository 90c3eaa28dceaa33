using System.Net;
using System.Net.Sockets;
using System.Text;
using Hub.Api.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Tests.Api.Wire;

public sealed class EventStreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private EventSource source = null!;
    private WireHost host = null!;
    private TcpClient client = null!;

    private async Task ConnectAsync(TimeSpan keepAlive)
    {
        source = new EventSource();
        host = await WireHost.StartAsync(new WireOptions { KeepAlive = keepAlive }, [typeof(EventStreamController)], s => s.AddSingleton(source));
        client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, host.Port);
        await client.GetStream().WriteAsync("GET /hub/api/events HTTP/1.1\r\nHost: h\r\n\r\n"u8.ToArray());
    }

    [TearDown]
    public async Task Stop()
    {
        client.Dispose();
        await host.DisposeAsync();
    }

    [Test]
    public async Task The_head_and_a_blank_event_come_at_once_and_events_as_they_happen()
    {
        await ConnectAsync(TimeSpan.FromHours(1));

        var head = await ReadUntilAsync("\r\n\r\n2\r\n\n\n\r\n");
        head.ShouldContain("HTTP/1.1 200 OK");
        head.ShouldContain("Content-Type: text/event-stream\r\n");
        head.ShouldContain("Cache-Control: no-cache\r\n");

        source.Events.Writer.TryWrite(new { Progress = 50, HtmlMessage = "a\nb" });
        (await ReadUntilAsync("\n\n\r\n")).ShouldContain("\r\ndata: {\"progress\":50,\"html_message\":\"a\\nb\"}\n\n\r\n");

        source.Events.Writer.TryWrite(new { Ready = true });
        source.Events.Writer.Complete();
        (await ReadUntilAsync("0\r\n\r\n")).ShouldContain("data: {\"ready\":true}\n\n");
    }

    [Test]
    public async Task A_silent_stream_is_kept_alive()
    {
        await ConnectAsync(TimeSpan.FromMilliseconds(20));

        await ReadUntilAsync("2\r\n\n\n\r\n2\r\n\n\n\r\n2\r\n\n\n\r\n");
        source.Events.Writer.TryWrite(1);
        (await ReadUntilAsync("data: 1\n\n")).ShouldContain("data: 1\n\n");
    }

    [Test]
    public async Task A_stream_ends_when_its_client_goes()
    {
        await ConnectAsync(TimeSpan.FromHours(1));
        await ReadUntilAsync("\n\n\r\n");

        client.Close();

        await source.Ended.Task.WaitAsync(Patience);
        Assert.That(() => host.Log.All.Any(l => l.Contains("/hub/api/events", StringComparison.Ordinal)), Is.True.After(5000, 10));
        host.Log.All.ShouldNotContain(l => l.Contains("Exception", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_stream_does_not_hold_up_the_end_of_the_hub()
    {
        await ConnectAsync(TimeSpan.FromHours(1));
        await ReadUntilAsync("\n\n\r\n");

        await host.StopAsync().WaitAsync(Patience);

        await source.Ended.Task.WaitAsync(Patience);
    }

    private async Task<string> ReadUntilAsync(string end)
    {
        using var patience = new CancellationTokenSource(Patience);
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains(end, StringComparison.Ordinal))
        {
            var read = await client.GetStream().ReadAsync(buffer, patience.Token);
            read.ShouldBeGreaterThan(0, text.ToString());
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }
}
