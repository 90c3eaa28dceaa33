using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Hub.Tests.Proxy.Support;

/// <summary>Reads requests as strictly as it can, and remembers each, so that a smuggled one would show.</summary>
internal sealed partial class CountingBackend : IAsyncDisposable
{
    public CountingBackend() => Raw = new RawBackend(TalkAsync);

    public RawBackend Raw { get; }

    public ConcurrentQueue<string> Targets { get; } = new();

    public ConcurrentQueue<string> Malformed { get; } = new();

    public ValueTask DisposeAsync() => Raw.DisposeAsync();

    private async Task TalkAsync(RawConnection connection)
    {
        while (true)
        {
            var head = await connection.ReadHeadAsync();
            var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            if (!RequestLine().IsMatch(lines[0]) || lines.Skip(1).Any(l => !Field().IsMatch(l)))
            {
                Malformed.Enqueue(head);
                return;
            }

            Targets.Enqueue(lines[0].Split(' ')[1]);
            await SkipBodyAsync(connection, lines);
            await connection.SendAsync(RawBackend.Ok("ok"));
        }
    }

    private static async Task SkipBodyAsync(RawConnection connection, string[] lines)
    {
        var length = lines.SingleOrDefault(l => l.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
        if (length is not null) await connection.ReadAsync(int.Parse(length.Split(' ')[1], CultureInfo.InvariantCulture));
        if (!lines.Contains("Transfer-Encoding: chunked")) return;
        while (true)
        {
            var size = int.Parse((await connection.ReadToAsync("\r\n")).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (size == 0) break;
            await connection.ReadAsync(size + 2);
        }

        while (await connection.ReadToAsync("\r\n") != "\r\n")
        {
        }
    }

    [GeneratedRegex(@"^[!#$%&'*+.^_`|~0-9A-Za-z-]+ /[!-~]* HTTP/1\.1$")]
    private static partial Regex RequestLine();

    [GeneratedRegex(@"^[!#$%&'*+.^_`|~0-9A-Za-z-]+: [^\x00-\x08\x0a-\x1f\x7f]*$")]
    private static partial Regex Field();
}
