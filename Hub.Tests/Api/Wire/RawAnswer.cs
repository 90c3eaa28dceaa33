using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Wire;

/// <summary>An answer as it came over the connection.</summary>
internal sealed record RawAnswer(int Status, Dictionary<string, string> Headers, string Body)
{
    public static RawAnswer Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = text[..end].Split("\r\n");
        var headers = lines.Skip(1).Select(l => l.Split(": ", 2)).ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase);
        return new(int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), headers, text[(end + 4)..]);
    }

    /// <summary>An API error without its request id, which must be the one in the headers.</summary>
    public string Error()
    {
        var body = JObject.Parse(Body);
        body["request_id"]!.Value<string>().ShouldBe(Headers["X-Request-Id"]);
        body["status"]!.Value<int>().ShouldBe(Status);
        Headers["Content-Type"].ShouldBe("application/json");
        body.Remove("request_id");
        body.Remove("status");
        body.Count.ShouldBe(1);
        return $"{Status} {body["message"]!.Value<string>()}";
    }
}
