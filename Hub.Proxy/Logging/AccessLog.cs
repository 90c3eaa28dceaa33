using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hub.Proxy.Forwarding;

namespace Hub.Proxy.Logging;

/// <summary>A line per request, without queries, because those carry tokens.</summary>
internal sealed class AccessLog(ILogSink sink, AccessLogFormat format, TimeProvider clock)
{
    public void Write(Exchange exchange, TimeSpan took)
    {
        var now = clock.GetUtcNow();
        sink.WriteLine(format == AccessLogFormat.Json ? Json(exchange, now, took) : Common(exchange, now));
    }

    private static string Common(Exchange exchange, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Address(exchange)} - - [{now:dd/MMM/yyyy:HH:mm:ss} +0000] \"{Quote(exchange.Method)} {Quote(Path(exchange))} {Protocol(exchange)}\" {exchange.StatusCode} {exchange.BytesOut}");

    private static string Json(Exchange exchange, DateTimeOffset now, TimeSpan took) => JsonSerializer.Serialize(
        new
        {
            time = now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            remote = Address(exchange),
            method = exchange.Method,
            path = Path(exchange),
            protocol = Protocol(exchange),
            status = exchange.StatusCode,
            route = exchange.Route?.Path,
            received = exchange.BytesIn,
            sent = exchange.BytesOut,
            seconds = Math.Round(took.TotalSeconds, 6),
        }, _json);

    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Address(Exchange exchange) => exchange.RemoteAddress.Length > 0 ? exchange.RemoteAddress : "-";

    private static string Path(Exchange exchange) => ProxyLog.WithoutQuery(exchange.RawTarget);

    private static string Protocol(Exchange exchange) => exchange.IsHttp2 ? "HTTP/2" : exchange.IsHttp10 ? "HTTP/1.0" : "HTTP/1.1";

    private static string Quote(string text) => text.Replace("\\", "\\\\").Replace("\"", "\\\"");
}
