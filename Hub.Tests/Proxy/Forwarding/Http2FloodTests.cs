using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Forwarding;

/// <summary>Clients of HTTP/2 that mean no good: they cost little, and the others are served.</summary>
public sealed class Http2FloodTests
{
    private const int Much = 4 * 1024 * 1024;

    private const int Pings = 1000;

    // Answers that nobody reads: more than the sockets hold, which may be tens of megabytes each way.
    private const int TooMuch = 256 * 1024 * 1024;

    [Test]
    public async Task Random_frames_neither_crash_it_nor_get_anything_through_that_is_no_request()
    {
        await using var backend = new CountingBackend();
        await using var proxy = await RunningProxy.StartAsync(backend.Raw);
        var random = new Random(11);
        for (var i = 0; i < 400; i++)
        {
            using var client = await Http2Wire.OpenAsync(proxy.Host.PublicEndPoint!.Port);
            // Pings behind it, as many as the longest frame could swallow: when the last is answered, all before it was looked at.
            await client.TrySendAsync((byte[])[.. Mutate(random), .. Enumerable.Range(1, Pings).SelectMany(Ping)], TimeSpan.FromSeconds(5));
            while (await client.ReadFrameAsync() is { } frame && !IsLastPing(frame.Type, frame.Payload)) continue;
            client.ShutdownSend();
            await client.ReadToEndAsync();
        }

        backend.Malformed.ShouldBeEmpty();
        ((long)backend.Targets.Count).ShouldBeLessThanOrEqualTo(proxy.Host.Counters.WebRequests);
        backend.Targets.Count.ShouldBeGreaterThan(100, "else nothing was tried");
        proxy.Log.Lines.Where(l => l.Contains("nhandled") || l.Contains("NullReference") || l.Contains("InvalidOperation")).ShouldBeEmpty();
        using var sound = await Http2Wire.OpenAsync(proxy.Host.PublicEndPoint!.Port);
        await sound.SendAsync(Http2Wire.Request(1, "/alive"));
        System.Text.Encoding.ASCII.GetString((await sound.ReadAsync(Http2Wire.Data))!.Value.Payload).ShouldBe("ok");
        await Eventually.IsTrueAsync(() => proxy.Host.Upstreams.Counters is var c && c.Open == c.Idle, "no request is left under way");
    }

    /// <summary>All at once, against a process of its own, whose memory can be read.</summary>
    [Test]
    public async Task Floods_of_every_kind_cost_bounded_memory_and_others_are_served()
    {
        await using var backend = new CountingBackend();
        var (process, address, _) = await ProxyProcess.StartReadyAsync("--default-target", backend.Raw.Url, "--log-level", "error", "--header-timeout", "1000");
        using var started = process;
        using var client = new HttpClient { BaseAddress = address };
        for (var i = 0; i < 20; i++) (await client.GetStringAsync("/before")).ShouldBe("ok");
        var before = process.PeakMemory;
        var floods = Http2Floods.All.ToDictionary(f => f.Key, f => FloodAsync(address.Port, f.Value, f.Key.EndsWith("not read") ? TooMuch : Much));
        var served = 0;
        while (floods.Values.Any(f => !f.IsCompleted) || served < 20)
        {
            (await client.GetStringAsync("/meanwhile").WaitAsync(TimeSpan.FromSeconds(15))).ShouldBe("ok");
            served++;
        }

        var survived = new List<string>();
        foreach (var (kind, flood) in floods)
        {
            if (!await flood) survived.Add(kind);
        }

        // What breaks no rule is let be: it costs whoever sends it as much. Too many fields are a fault of the request alone.
        survived.Order().ShouldBe(["an upload of nothing", "frames nobody knows", "more fields than allowed", "priorities"]);
        process.HasExited.ShouldBeFalse();
        (process.PeakMemory - before).ShouldBeLessThan(96L << 20);
        (await client.GetStringAsync("/after")).ShouldBe("ok");
        backend.Malformed.ShouldBeEmpty();
    }

    [Test]
    public async Task A_head_that_never_ends_is_cut_off()
    {
        await using var proxy = await RunningProxy.StartAsync(o => o.HeaderTimeout = TimeSpan.FromMilliseconds(300));
        using var client = await Http2Wire.OpenAsync(proxy.Host.PublicEndPoint!.Port);
        await client.SendAsync(Http2Wire.Frame(Http2Wire.Headers, Http2Wire.EndStream, 1, Http2Wire.Block("/x")));
        (await client.ReadAsync(Http2Wire.GoAway)).ShouldNotBeNull();
    }

    /// <summary>True if the server ended it.</summary>
    private static async Task<bool> FloodAsync(int port, IEnumerable<byte[]> frames, int most)
    {
        using var client = await Http2Wire.OpenAsync(port);
        var sent = 0;
        foreach (var frame in Batches(frames))
        {
            // What is sent without end and without reading gets stuck, which ends it too.
            if (!await client.TrySendAsync(frame, TimeSpan.FromSeconds(2))) return true;
            if ((sent += frame.Length) > most) break;
        }

        await client.TrySendAsync(Http2Wire.Frame(Http2Wire.Ping, 0, 0, "are you?"u8), TimeSpan.FromSeconds(2));
        while (await client.ReadFrameAsync() is { } frame)
        {
            if (frame is { Type: Http2Wire.Ping, Flags: 1 } && frame.Payload.AsSpan().SequenceEqual("are you?"u8)) return false;
        }

        return true;
    }

    private static byte[] Ping(int number) => Http2Wire.Frame(Http2Wire.Ping, 0, 0, BitConverter.GetBytes((long)number));

    private static bool IsLastPing(byte type, byte[] payload) =>
        type == Http2Wire.Ping && payload.Length == 8 && BitConverter.ToInt64(payload) == Pings;

    // Sent as they would be: many at a time.
    private static IEnumerable<byte[]> Batches(IEnumerable<byte[]> frames)
    {
        var batch = new List<byte>();
        foreach (var frame in frames)
        {
            batch.AddRange(frame);
            if (batch.Count < 16 * 1024) continue;
            yield return [.. batch];
            batch.Clear();
        }

        yield return [.. batch];
    }

    // Sound requests, and a few of their bytes changed, doubled or left out.
    private static byte[] Mutate(Random random)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < 3; i++)
        {
            var body = random.Next(2) == 0;
            bytes.AddRange(Http2Wire.Request(
                (2 * i) + 1, $"/p{random.Next(9)}?q", body ? "POST" : "GET", !body, ("x-a", "b"), ("te", "trailers"), ("cookie", "a=b")));
            if (body) bytes.AddRange(Http2Wire.Frame(Http2Wire.Data, Http2Wire.EndStream, (2 * i) + 1, "GET /hidden HTTP/1.1\r\n\r\n"u8));
            if (random.Next(3) == 0) bytes.AddRange(Http2Wire.Frame(Http2Wire.WindowUpdate, 0, random.Next(5), [0, 0, 0, 1]));
        }

        var alphabet = "\r\n\0 :/\u0001\u0004\u007f"u8.ToArray().Append((byte)0xff).Append((byte)0x80).ToArray();
        for (var n = random.Next(4); n > 0; n--)
        {
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
}
