using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hub.Tests.Api.Wire;

/// <summary>An HTTP client that sends exactly the bytes it is given: no tidied paths, no added headers.</summary>
internal static class RawHttp
{
    public static Task<RawAnswer> SendAsync(int port, string requestLine, string body = "", params string[] headers) =>
        SendAsync(port, requestLine, Encoding.UTF8.GetBytes(body), headers);

    public static Task<RawAnswer> SendAsync(int port, string requestLine, byte[] body, params string[] headers)
    {
        var head = new StringBuilder(requestLine).Append(" HTTP/1.1\r\nConnection: close\r\n");
        if (!headers.Any(h => h.StartsWith("Host:", StringComparison.OrdinalIgnoreCase)))
            head.Append("Host: hub.example\r\n");
        if (body.Length > 0)
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        foreach (var header in headers)
            head.Append(header).Append("\r\n");
        return SendBytesAsync(port, [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. body]);
    }

    public static async Task<RawAnswer> SendBytesAsync(int port, byte[] request)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, patience.Token);
        var stream = client.GetStream();

        // The answer to a request that is too large comes before its end, so both go at once.
        var sending = SendAsync(stream, request, patience.Token);
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer, patience.Token);
        await sending;
        return RawAnswer.Parse(Encoding.UTF8.GetString(answer.ToArray()));
    }

    private static async Task SendAsync(NetworkStream stream, byte[] bytes, CancellationToken ct)
    {
        try
        {
            await stream.WriteAsync(bytes, ct);
        }
        catch (IOException e) when (e.InnerException is SocketException)
        {
            TestContext.Out.WriteLine($"The server stopped reading: {e.Message}");
        }
    }
}
