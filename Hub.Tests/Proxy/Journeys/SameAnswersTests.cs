using System.Net;
using System.Text.Json.Nodes;
using Hub.Tests.Proxy.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Proxy.Journeys;

/// <summary>configurable-http-proxy and this proxy, started with the same words, get the same requests and have to answer alike.</summary>
[Category("Journey")]
public sealed class SameAnswersTests
{
    // What ends at each hop, or is each server's own business.
    private static readonly string[] _own = ["connection", "keep-alive", "date"];

    private RawBackend _backend = null!;

    [SetUp]
    public void Start() => _backend = RawBackend.Echoing(Answer);

    [TearDown]
    public async Task Stop() => await _backend.DisposeAsync();

    [TestCase]
    [TestCase("--host-routing")]
    public async Task The_API_answers_alike(params string[] options)
    {
        await using var pair = await StartAsync(options);
        foreach (var (request, body) in ApiRequests())
        {
            var (expected, actual) = await pair.AskApiAsync(request, body);
            (actual.Status, Comparable(actual.Body)).ShouldBe((expected.Status, Comparable(expected.Body)), $"{request} {body}");
        }
    }

    [TestCase]
    [TestCase("--no-include-prefix")]
    [TestCase("--no-prepend-path")]
    [TestCase("--no-include-prefix", "--no-prepend-path")]
    [TestCase("--no-x-forward")]
    [TestCase("--change-origin")]
    [TestCase("--auto-rewrite")]
    [TestCase("--protocol-rewrite", "https")]
    [TestCase("--custom-header", "X-Extra: a: b", "--custom-header", "x-a: replaced")]
    public async Task Requests_and_responses_pass_alike(params string[] options)
    {
        await using var pair = await StartAsync(options);
        foreach (var path in new[] { "/user/a", "/user/a/deep", "/user/a%20b" })
            await pair.AskApiAsync($"POST /api/routes{path}", $$"""{"target":"{{_backend.Url}}/base{{path.Length}}{{(path.EndsWith('p') ? "/" : "")}}"}""");
        var differences = new List<string>();
        var cuts = options.Contains("--no-include-prefix");
        foreach (var request in Requests().Where(r => !cuts || IsSpelledLikeItsRoute(r)))
        {
            var (expected, actual) = await pair.AskAsync(request.Replace("{backend}", $"127.0.0.1:{_backend.Port}"));
            if (actual != expected) differences.Add($"{request}expected:\n{expected}\nbut was:\n{actual}\n");
        }

        differences.ShouldBeEmpty(string.Join('\n', differences));
    }

    private static IEnumerable<(string Request, string? Body)> ApiRequests()
    {
        const string route = """{"target":"http://127.0.0.1:1","user":"a","n":1.5,"deep":{"x":[null,true]}}""";
        foreach (var path in new[] { "", "/", "/a", "/user/a%20b", "/user/%C3%BC", "/user/a%2Fb", "/user/a+b", "/user/x/", "/x/../y", "/%62?z=1" })
        {
            yield return ($"POST /api/routes{path}", route);
            yield return ("GET /api/routes", null);
            yield return ($"GET /api/routes{path}", null);
        }

        foreach (var body in new[] { "", "{", "null", "[]", "1", "\"x\"", "{}", "{\"target\":1}", "{\"target\":\"nonsense\"}", "{\"target\":\"http://x\",\"last_activity\":\"y\"}" })
            yield return ("POST /api/routes/b", body);
        foreach (var path in new[] { "/a", "/a", "/user/a%20b", "/user/x", "/none", "/" }) yield return ($"DELETE /api/routes{path}", null);
        foreach (var query in new[] { "?inactive_since=2000-01-01", "?inactiveSince=2100-01-01T00:00:00Z", "?inactiveSince=2100-01-01T00:00:00.123%2B02:00", "?inactiveSince=", "?inactive_since=never", "?other=1" })
            yield return ($"GET /api/routes{query}", null);
        foreach (var request in new[] { "GET /", "GET /api", "GET /api/routesx", "PATCH /api/routes", "OPTIONS /api/routes/a", "PUT /api/routes/a" }) yield return (request, null);
    }

    private static IEnumerable<string> Requests()
    {
        foreach (var target in new[]
            {
                "/user/a", "/user/a/", "/user/a?q", "/user/a/x%2Fy//z/%c3%bc?x=%20+&y={}", "/user/a/deep", "/user/a/deep/", "/user/a/deep/x", "/user/ab", "/user/a/../a/x", "/user/a/%2e%2e/a/x", "/user/a/x|y^z",
                "/user/a/{x}\"<>`?\"<>'", "/user/a/x\\y", "/user/a/x?", "http://pub.example:8000/user/a/x?y", "/user/%61/x", "/none",
            })
            yield return $"GET {target} HTTP/1.1\r\nHost: pub.example:8000\r\n\r\n";
        yield return "GET /user/a%20b/x HTTP/1.1\r\nHost: pub.example\r\nCookie: a=1\r\nCookie: b=2\r\nX-A: 1\r\nX-A: 2\r\nX-Bytes: \u00e9\r\nAccept-Encoding: gzip\r\n\r\n";
        yield return "GET /user/a HTTP/1.1\r\nHost: pub.example\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 443\r\nX-Forwarded-Host: first\r\n\r\n";
        yield return "POST /user/a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
        foreach (var status in new[] { 200, 201, 204, 301, 302, 303, 304, 307, 308, 404, 500, 503, 599 })
        {
            foreach (var location in new[] { "http://{backend}/x", "/relative", "http://other.example/x" })
                yield return $"GET /user/a/answer HTTP/1.1\r\nHost: pub.example:8000\r\nX-Status: {status}\r\nX-Location: {location}\r\n\r\n";
        }
    }

    // configurable-http-proxy cuts as many characters as the decoded prefix has, wherever they are.
    private static bool IsSpelledLikeItsRoute(string request) =>
        request.Split(' ')[1] is var target && target.StartsWith("/user/a", StringComparison.Ordinal) && !target.Contains("../") && !target.Contains("%2e") && !target.Contains("a%20b");

    // Tells what it was sent, or answers as a header asks.
    private static string Answer(string head)
    {
        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        if (lines.FirstOrDefault(l => l.StartsWith("X-Status: ", StringComparison.OrdinalIgnoreCase)) is not { } status) return RawBackend.Ok(Comparable(lines));
        var location = lines.First(l => l.StartsWith("X-Location: ", StringComparison.OrdinalIgnoreCase))["X-Location: ".Length..];
        var body = status.EndsWith("204", StringComparison.Ordinal) || status.EndsWith("304", StringComparison.Ordinal) ? "" : "Content-Length: 2\r\n";
        return $"HTTP/1.1 {status["X-Status: ".Length..]} Own Words\r\nLocation: {location}\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-B: 1\r\nX-B: 2\r\n{body}\r\n{(body.Length > 0 ? "ok" : "")}";
    }

    private static string Comparable(IReadOnlyList<string> lines) =>
        lines[0] + "\n" + string.Join('\n', lines.Skip(1).Select(LowerName).Where(l => !_own.Contains(l.Split(':')[0])).Order(StringComparer.Ordinal));

    private static string LowerName(string line)
    {
        var colon = line.IndexOf(':');
        return colon < 0 ? line : line[..colon].ToLowerInvariant() + line[colon..];
    }

    // Times differ, and so do the words of JSON parsers.
    private static string Comparable(string body)
    {
        if (body.StartsWith("Body not valid JSON", StringComparison.Ordinal)) return "Body not valid JSON";
        if (!body.StartsWith('{')) return body;
        var json = JsonNode.Parse(body)!.AsObject();
        foreach (var route in json.Select(p => p.Value).OfType<JsonObject>().Append(json)) route.Remove("last_activity");
        return string.Join('\n', json.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key} {p.Value?.ToJsonString()}"));
    }

    private static async Task<Pair> StartAsync(string[] options)
    {
        var theirs = await RealProxy.StartAsync(["--log-level", "none", .. options]);
        var environment = new Dictionary<string, string> { ["CONFIGPROXY_AUTH_TOKEN"] = RealProxy.Token };
        var (process, address, api) = await ProxyProcess.StartReadyAsync(environment, ["--log-level", "error", .. options]);
        return new Pair(theirs, process, address, api);
    }

    private sealed record Pair(RealProxy Theirs, ProxyProcess Ours, Uri OurUrl, Uri OurApi) : IAsyncDisposable
    {
        public async Task<((int Status, string Body) Theirs, (int Status, string Body) Ours)> AskApiAsync(string request, string? body) =>
            (await AskApiAsync(Theirs.ApiUrl, request, body), await AskApiAsync(OurApi, request, body));

        public async Task<(string Theirs, string Ours)> AskAsync(string request) => (await AskAsync(Theirs.PublicUrl, request), await AskAsync(OurUrl, request));

        public async ValueTask DisposeAsync()
        {
            Ours.Dispose();
            await Theirs.DisposeAsync();
        }

        private static async Task<(int Status, string Body)> AskApiAsync(Uri to, string request, string? body)
        {
            using var connection = await RawConnection.OpenAsync(new IPEndPoint(IPAddress.Loopback, to.Port));
            var length = body is null ? "" : $"Content-Length: {body.Length}\r\n";
            await connection.SendAsync($"{request} HTTP/1.1\r\nHost: x\r\nAuthorization: token {RealProxy.Token}\r\nConnection: close\r\n{length}\r\n{body}");
            var (head, text) = await connection.ReadResponseAsync();
            return (int.Parse(head.Split(' ')[1]), head.Contains("chunked", StringComparison.OrdinalIgnoreCase) ? Unchunked(text) : text);
        }

        private static async Task<string> AskAsync(Uri to, string request)
        {
            using var connection = await RawConnection.OpenAsync(new IPEndPoint(IPAddress.Loopback, to.Port));
            await connection.SendAsync(request);
            var (head, body) = await connection.ReadResponseAsync();
            var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            // An error's page is each proxy's own.
            return lines[0].Contains("404 Not Found", StringComparison.Ordinal) ? lines[0] : $"{Comparable(lines)}\n\n{body}";
        }

        private static string Unchunked(string text)
        {
            var whole = "";
            while (true)
            {
                var end = text.IndexOf("\r\n", StringComparison.Ordinal);
                var size = Convert.ToInt32(text[..end], 16);
                if (size == 0) return whole;
                whole += text.Substring(end + 2, size);
                text = text[(end + 2 + size + 2)..];
            }
        }
    }
}
