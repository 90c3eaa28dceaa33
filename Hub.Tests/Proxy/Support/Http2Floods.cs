namespace Hub.Tests.Proxy.Support;

/// <summary>What clients of HTTP/2 send that want to cost a server more than it costs them.</summary>
internal static class Http2Floods
{
    private const int Many = 50_000_000;
    private const byte Whole = Http2Wire.EndHeaders | Http2Wire.EndStream;

    /// <summary>Frames by what is bad about them; far more of most than anybody needs.</summary>
    public static IReadOnlyDictionary<string, IEnumerable<byte[]>> All { get; } = new Dictionary<string, IEnumerable<byte[]>>
    {
        ["a head of ever more fields"] = Head(Http2Wire.Field("x-junk", new string('x', 16_000))),
        ["a head of ever more nothing"] = Head([]),
        ["a small head that becomes a large one"] = [Request([.. Indexed("x-bomb", new string('x', 3000)), .. Enumerable.Repeat((byte)0xbe, 9000)])],
        ["more fields than allowed"] = [Request([.. Enumerable.Range(0, 1500).SelectMany(_ => Http2Wire.Field("a", ""))])],
        ["a table of any size"] = [Http2Wire.Frame(Http2Wire.Headers, Whole, 1, [0x3f, 0xe1, 0xff, 0xff, 0x7f, .. Http2Wire.Block("/x")])],
        ["requests taken back"] = Each(i => [.. Http2Wire.Request(Stream(i), "/back"), .. Http2Wire.Frame(Http2Wire.Reset, 0, Stream(i), [0, 0, 0, 8])]),
        ["requests without end"] = Each(i => Http2Wire.Request(Stream(i), "/upload", "POST", ends: false)),
        ["an upload of nothing"] = Upload([]),
        ["more than the window"] = Upload(new byte[16_000]),
        ["a window beyond all bounds"] = Each(_ => Http2Wire.Frame(Http2Wire.WindowUpdate, 0, 0, [0x7f, 255, 255, 255])),
        ["a frame beyond all bounds"] = [Http2Wire.Frame(Http2Wire.Headers, Whole, 1, new byte[100], length: 0xffffff)],
        ["settings whose answers are not read"] = Each(_ => Http2Wire.Frame(Http2Wire.Settings, 0, 0, [0, 1, 0, 0, 16, 0])),
        ["pings whose answers are not read"] = Each(_ => Http2Wire.Frame(Http2Wire.Ping, 0, 0, new byte[8])),
        ["priorities"] = Each(i => Http2Wire.Frame(Http2Wire.Priority, 0, Stream(i), [0, 0, 0, 0, 1])),
        ["frames nobody knows"] = Each(_ => Http2Wire.Frame(0xee, 0xff, 0, new byte[10])),
    };

    private static int Stream(int i) => (2 * i) + 1;

    private static IEnumerable<byte[]> Each(Func<int, byte[]> frame) => Enumerable.Range(0, Many).Select(frame);

    private static byte[] Request(byte[] more) => Http2Wire.Frame(Http2Wire.Headers, Whole, 1, [.. Http2Wire.Block("/x"), .. more]);

    // Put into the table, where one byte is enough to have it again.
    private static IEnumerable<byte> Indexed(string name, string value) => Http2Wire.Field(name, value).Skip(1).Prepend((byte)0x40);

    private static IEnumerable<byte[]> Head(byte[] piece) =>
        Each(i => i == 0 ? Http2Wire.Frame(Http2Wire.Headers, 0, 1, Http2Wire.Block("/x")) : Http2Wire.Frame(Http2Wire.Continuation, 0, 1, piece));

    private static IEnumerable<byte[]> Upload(byte[] piece) =>
        Each(i => i == 0 ? Http2Wire.Request(1, "/upload", "POST", ends: false) : Http2Wire.Frame(Http2Wire.Data, 0, 1, piece));
}
