using System.Text;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Forwarding;

/// <summary>Messages made to be read in two ways: a backend must never see a request that the proxy did not.</summary>
public sealed class SmugglingTests
{
    private const string Hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";

    [TestCase("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 44\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0, 44\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Enc/oding: chunked\r\n\r\n0\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x5\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\nHost: x\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\nHost: x\r\nX: a\rContent-Length: 44\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\nHost: x\r\nX: a\u0000b\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\nHost: x\r\nX: a\u0001b\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: a\u007fb\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\nHost: x\n\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\n\r\n" + Hidden)]
    [TestCase("POST /a b HTTP/1.1\r\nHost: x\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n" + Hidden)]
    [TestCase("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\na\r\n0\r\n\r\n" + Hidden)]
    public async Task What_can_be_read_in_two_ways_is_refused_and_nothing_follows_it(string request)
    {
        await using var backend = new CountingBackend();
        await using var proxy = await RunningProxy.StartAsync(backend.Raw);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(request);
        var all = await client.ReadToEndAsync();
        if (all.Length > 0) all.ShouldStartWith("HTTP/1.1 4");
        proxy.Log.Lines.ShouldNotContain(l => l.Contains("Unhandled") || l.Contains("unhandled"));
        backend.Targets.ShouldNotContain("/hidden");
    }

    [TestCase("Cookie: a=\u0001")]
    [TestCase("X: a\u007fb")]
    [TestCase("X-Forwarded-For: \u001b[2J")]
    public async Task A_control_character_in_a_header_is_refused(string header)
    {
        await using var backend = new CountingBackend();
        await using var proxy = await RunningProxy.StartAsync(backend.Raw);
        (await proxy.AskAsync($"GET /a HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n")).Head.ShouldStartWith("HTTP/1.1 400 ");
        (await proxy.AskAsync("GET /b HTTP/1.1\r\nHost: x\r\nX: a\tb \u00e9\r\n\r\n")).Head.ShouldStartWith("HTTP/1.1 200 ");
        backend.Targets.ShouldBe(["/b"]);
    }

    [TestCase("DELETE")]
    [TestCase("OPTIONS")]
    [TestCase("GET")]
    public async Task A_chunked_body_is_never_the_next_request(string method)
    {
        await using var backend = new CountingBackend();
        await using var proxy = await RunningProxy.StartAsync(backend.Raw);
        var body = $"{Hidden.Length:x}\r\n{Hidden}\r\n0\r\n\r\n";
        await proxy.AskAsync($"{method} /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{body}");
        await proxy.AskAsync("GET /b HTTP/1.1\r\nHost: x\r\n\r\n");
        backend.Targets.ShouldBe(["/a", "/b"]);
    }

    [Test]
    public async Task An_absolute_form_decides_the_host()
    {
        await using var a = RawBackend.Answering(RawBackend.Ok("a"));
        await using var b = RawBackend.Answering(RawBackend.Ok("b"));
        await using var proxy = await RunningProxy.StartAsync(o => o.HostRouting = true);
        await proxy.AddRouteAsync("/a.example", a.Url);
        await proxy.AddRouteAsync("/b.example", b.Url);
        (await proxy.AskAsync("GET http://a.example/x HTTP/1.1\r\nHost: b.example\r\n\r\n")).Body.ShouldBe("a");
    }

    [Test]
    public async Task Random_messages_neither_crash_it_nor_get_anything_through_that_is_no_request()
    {
        await using var backend = new CountingBackend();
        await using var proxy = await RunningProxy.StartAsync(backend.Raw);
        var random = new Random(7);
        for (var i = 0; i < 2400; i++)
        {
            using var client = await proxy.ConnectAsync();
            await client.SendAsync(Mutate(random));
            client.ShutdownSend();
            await client.ReadToEndAsync();
        }

        backend.Malformed.ShouldBeEmpty();
        backend.Targets.ShouldNotContain(t => t.Contains("hidden"));
        // Whatever came, the backend never sees more requests than the proxy did.
        ((long)backend.Targets.Count).ShouldBeLessThanOrEqualTo(proxy.Host.Counters.WebRequests);
        backend.Targets.Count.ShouldBeGreaterThan(100, "else nothing was tried");
        (await proxy.AskAsync("GET /alive HTTP/1.1\r\nHost: x\r\n\r\n")).Body.ShouldBe("ok");
        proxy.Log.Lines.Where(l => l.Contains("nhandled") || l.Contains("NullReference") || l.Contains("InvalidOperation")).ShouldBeEmpty();
    }

    // A sound message, and a few of its bytes changed, doubled or left out.
    private static byte[] Mutate(Random random)
    {
        var bytes = Encoding.Latin1.GetBytes(random.Next(4) switch { 0 => WithLength(random), 1 => WithoutBody(random), _ => WithChunks(random) }).ToList();
        var alphabet = "\r\n\0 :;,\t/%0aX\u0080\u00ff"u8.ToArray();
        for (var n = random.Next(1, 5); n > 0; n--)
        {
            // The hidden request itself stays, so that whoever finds one got it whole.
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] = alphabet[random.Next(alphabet.Length)]; break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, alphabet[random.Next(alphabet.Length)]); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(20), bytes.Count - at))); break;
            }
        }

        return [.. bytes];
    }

    // A length that lost a digit ends the message earlier for everybody, and the rest is a request of its own.
    private static string WithLength(Random random)
    {
        var body = Hidden.Replace("hidden", "inner");
        return $"PUT /p{random.Next(9)} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {body.Length}\r\nX-A: b\r\n\r\n{body}";
    }

    private static string WithoutBody(Random random) =>
        $"GET http://x/p{random.Next(9)}/../%2e%2e//y?q=1 HTTP/1.1\r\nHost: x\r\nConnection: close, X-A\r\nX-A: b\r\nTE: trailers\r\nCookie: a=b\r\n\r\n";

    // The chunk holds what looks like a request.
    private static string WithChunks(Random random)
    {
        var body = Hidden.Replace("GET", "XGET");
        return $"POST /p{random.Next(9)}?q HTTP/1.1\r\nHost: x\r\nContent-Type: a/b\r\nTransfer-Encoding: chunked\r\nX-A: b\r\n\r\n{body.Length:x};e=1\r\n{body}\r\n0\r\nX-T: 1\r\n\r\n";
    }
}
