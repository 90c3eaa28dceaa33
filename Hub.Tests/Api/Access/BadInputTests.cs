using System.Text;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Access;

/// <summary>Whatever comes in, the answer is an error in form, or a success, and the hub goes on.</summary>
public sealed class BadInputTests : ApiFixture
{
    private static readonly (string Method, string Path)[] Operations =
    [
        ("GET", "users"), ("POST", "users"), ("GET", "users/{u}"), ("POST", "users/{u}"), ("PATCH", "users/{u}"), ("DELETE", "users/{u}"),
        ("POST", "users/{u}/activity"), ("GET", "users/{u}/server"), ("PUT", "users/{u}/server"), ("POST", "users/{u}/server"),
        ("PATCH", "users/{u}/server"), ("DELETE", "users/{u}/server"), ("GET", "users/{u}/servers/{s}"), ("PUT", "users/{u}/servers/{s}"),
        ("POST", "users/{u}/servers/{s}"), ("PATCH", "users/{u}/servers/{s}"), ("DELETE", "users/{u}/servers/{s}"),
        ("GET", "users/{u}/tokens"), ("POST", "users/{u}/tokens"), ("GET", "users/{u}/tokens/{s}"), ("DELETE", "users/{u}/tokens/{s}"),
        ("GET", "groups"), ("POST", "groups"), ("GET", "groups/{s}"), ("POST", "groups/{s}"), ("DELETE", "groups/{s}"),
        ("POST", "groups/{s}/users"), ("DELETE", "groups/{s}/users"), ("PUT", "groups/{s}/properties"), ("GET", "services"),
        ("GET", "services/{s}"), ("POST", "services/{s}"), ("DELETE", "services/{s}"), ("GET", "proxy"), ("POST", "proxy"),
        ("PATCH", "proxy"), ("GET", "authorizations/token/{s}"), ("POST", "authorizations/token"), ("GET", "authorizations/cookie/{s}/{u}"),
        ("POST", "users/{u}/admin-access"), ("GET", "info"), ("GET", "user"),
    ];

    private static readonly string[] Names =
    [
        "admin", "x", "%00", "%0A", "%2F", "%2E%2E", "%20", "%25", "%C3%A9", "%F0%9F%90%BB", "%FF", "'", "\"", "%3B--", "a%00b", "%E2%80%AE", new('n', 300), new('n', 3000), "%7B0%7D",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e999", "99999999999999999999999999", "\"\"", "\"x\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "[null]", "{}", "{\"a\": 1}",
        "[\"a\\u0000b\"]", "[\"\"]", "[[]]", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01\"", "{\"\": {\"last_activity\": \"2020\"}}",
        "{\"username\": \"x\", \"password\": 1}", "[\"read:users!user=\"]", "[\"admin\", \"admin\"]",
    ];

    private static readonly string[] Keys =
    [
        "usernames", "admin", "name", "groups", "roles", "auth_state", "users", "last_activity", "servers", "user_options", "display_name",
        "remove", "note", "expires_in", "scopes", "auth", "url", "api_token", "info", "display", "command", "oauth_client_id", "path", "target",
        "ip", "port", "username", "password", "odd\\u0000key",
    ];

    [TestCase("{")]
    [TestCase("{'a': 1}")]
    [TestCase("{\"a\": NaN}")]
    [TestCase("// comment\n{}")]
    [TestCase("{} {}")]
    [TestCase("   ")]
    [TestCase("\uFEFF{}")]
    public async Task What_is_not_JSON_is_refused(string body) =>
        (await Admin.PostAsync("users/admin/tokens", body)).ShouldFail(400, "Invalid JSON in body of request");

    [Test]
    public async Task Bytes_that_are_no_UTF8_are_refused() =>
        (await Admin.SendAsync("POST", "groups/x", [(byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)':', (byte)'1', (byte)'}']))
            .ShouldFail(400, "Invalid JSON in body of request");

    [Test]
    public async Task Nesting_is_bounded()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_000);
        (await Admin.PostAsync("users/admin/server", deep)).ShouldFail(400, "Invalid JSON in body of request");
    }

    [Test]
    public async Task Of_equal_keys_the_last_counts() =>
        (await Admin.PostAsync("users/admin/tokens", """{"note": "first", "note": "last"}""")).Json.Value<string>("note").ShouldBe("last");

    [Test]
    public async Task A_body_over_the_limit_is_refused_with_the_limit() =>
        (await Admin.PostAsync("groups/x", $"\"{new string('x', 1024 * 1024)}\"")).ShouldFail(413, "The body of a request can have at most 1048576 bytes");

    [TestCase("PUT", "users")]
    [TestCase("DELETE", "groups")]
    [TestCase("PATCH", "groups/x")]
    [TestCase("POST", "user")]
    [TestCase("DELETE", "info")]
    [TestCase("BREW", "users")]
    public async Task A_wrong_method_is_405_for_everybody(string method, string path)
    {
        (await Admin.SendAsync(method, path)).ShouldFail(405);
        (await Nobody.SendAsync(method, path)).ShouldFail(405);
    }

    [Test]
    public async Task Ten_thousand_names_come_in_at_once_or_not_at_all()
    {
        var names = Enumerable.Range(0, 10_000).Select(i => $"\"many{i}\"").ToList();
        var bad = names.Concat(["\"bad/one\"", "\"bad/two\""]);
        (await Admin.PostAsync("users", $"{{\"usernames\": [{string.Join(',', bad)}]}}")).ShouldFail(400, "Invalid usernames: bad/one, bad/two");
        (await Admin.GetAsync("users?name_filter=many")).ShouldBe(200, "[]");
        var added = await Admin.PostAsync("users", $"{{\"usernames\": [{string.Join(',', names)}]}}");
        added.Status.ShouldBe(201);
        added.Json.Count().ShouldBe(10_000);
    }

    [Test]
    public async Task Odd_requests_to_every_operation_are_answered_in_form()
    {
        var random = new Random(20_26);
        using var bounded = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        for (var round = 0; round < 15 && !bounded.IsCancellationRequested; round++)
        {
            foreach (var (method, path) in Operations)
            {
                var target = path.Replace("{u}", Pick(random, Names)).Replace("{s}", Pick(random, Names)) + Query(random);
                // Nobody asks on without a name, or without its rights.
                if (path == "users/{u}" && method != "GET" && target.StartsWith("users/admin", StringComparison.Ordinal))
                    continue;
                var body = method == "GET" && random.Next(3) > 0 ? null : Body(random);
                var answer = await Admin.SendAsync(method, target, body);
                var what = $"{method} {target} {body}: {answer.Status} {answer.Text}";
                answer.Status.ShouldBeLessThan(500, what);
                // A zero byte in a path is refused by the web server itself, before there is anybody to word it.
                if (answer.Status >= 400 && !target.Contains("%00", StringComparison.Ordinal))
                    answer.Message.ShouldNotBeNullOrEmpty(what);
            }
        }

        (await Admin.GetAsync("user")).Status.ShouldBe(200);
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with { Servers = new ServerOptions { AllowNamedServers = true } };

    private static string Query(Random random) => random.Next(4) > 0
        ? ""
        : $"?{Pick(random, ["offset", "limit", "sort", "state", "name_filter", "include_stopped_servers"])}={Pick(random, Names)}";

    private static string? Body(Random random)
    {
        if (random.Next(8) == 0)
            return random.Next(2) == 0 ? null : Pick(random, Values);
        var text = new StringBuilder("{");
        for (var i = random.Next(4); i >= 0; i--)
            text.Append('"').Append(Pick(random, Keys)).Append("\": ").Append(Pick(random, Values)).Append(i > 0 ? "," : "");
        return text.Append('}').ToString();
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
