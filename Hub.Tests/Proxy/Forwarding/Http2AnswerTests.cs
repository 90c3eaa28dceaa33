using System.Text;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Forwarding;

/// <summary>What comes before an answer, or before the request is through, over HTTP/2.</summary>
public sealed class Http2AnswerTests
{
    // RFC 7541, appendix A: ":status 200" has a number of its own; 413 stands behind the number of the name.
    private const byte Status200 = 0x88;

    [Test]
    public async Task Early_hints_are_left_out_and_the_answer_is_whole()
    {
        await using var backend = RawBackend.Answering(
            "HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + RawBackend.Ok("ok"));
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await Http2Wire.OpenAsync(proxy.Host.PublicEndPoint!.Port);
        await client.SendAsync(Http2Wire.Request(1, "/x"));
        var head = (await client.ReadAsync(Http2Wire.Headers))!.Value;
        head.Payload.ShouldContain(Status200);
        Encoding.Latin1.GetString(head.Payload).ShouldNotContain("103");
        Encoding.ASCII.GetString((await client.ReadAsync(Http2Wire.Data))!.Value.Payload).ShouldBe("ok");
    }

    [Test]
    public async Task Continue_is_said_before_the_body_comes()
    {
        await using var backend = new CountingBackend();
        await using var proxy = await RunningProxy.StartAsync(backend.Raw);
        using var client = await Http2Wire.OpenAsync(proxy.Host.PublicEndPoint!.Port);
        await client.SendAsync(Http2Wire.Request(1, "/x", "POST", ends: false, ("expect", "100-continue"), ("content-length", "5")));
        Encoding.Latin1.GetString((await client.ReadAsync(Http2Wire.Headers))!.Value.Payload).ShouldContain("100");
        await client.SendAsync(Http2Wire.Frame(Http2Wire.Data, Http2Wire.EndStream, 1, "hello"u8));
        (await client.ReadAsync(Http2Wire.Headers))!.Value.Payload.ShouldContain(Status200);
    }

    [Test]
    public async Task An_answer_that_comes_before_the_upload_is_through_is_passed_on_at_once()
    {
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig");
            await c.ReadToEndAsync();
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await Http2Wire.OpenAsync(proxy.Host.PublicEndPoint!.Port);
        await client.SendAsync(Http2Wire.Request(1, "/x", "POST", ends: false));
        Encoding.Latin1.GetString((await client.ReadAsync(Http2Wire.Headers))!.Value.Payload).ShouldContain("413");
        Encoding.ASCII.GetString((await client.ReadAsync(Http2Wire.Data))!.Value.Payload).ShouldBe("big");
        // The connection goes on, whatever becomes of the upload.
        await client.SendAsync(Http2Wire.Request(3, "/_chp_healthz"));
        Encoding.ASCII.GetString((await ReadDataOfAsync(client, 3))).ShouldBe("""{"status":"OK"}""");
    }

    [Test]
    public async Task An_answer_may_flow_while_the_upload_does()
    {
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
            for (var i = 0; i < 2; i++)
            {
                await c.ReadToAsync("2\r\n");
                await c.SendAsync((await c.ReadAsync(4))[..2]);
            }
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await Http2Wire.OpenAsync(proxy.Host.PublicEndPoint!.Port);
        await client.SendAsync(Http2Wire.Request(1, "/x", "POST", ends: false));
        await client.ReadAsync(Http2Wire.Headers);
        foreach (var piece in new[] { "ab", "cd" })
        {
            await client.SendAsync(Http2Wire.Frame(Http2Wire.Data, 0, 1, Encoding.ASCII.GetBytes(piece)));
            Encoding.ASCII.GetString(await ReadDataOfAsync(client, 1)).ShouldBe(piece);
        }
    }

    private static async Task<byte[]> ReadDataOfAsync(Http2Wire client, int stream)
    {
        while (await client.ReadAsync(Http2Wire.Data) is { } data)
        {
            if (data.Stream == stream && data.Payload.Length > 0) return data.Payload;
        }

        throw new EndOfStreamException($"closed before stream {stream} had data");
    }
}
