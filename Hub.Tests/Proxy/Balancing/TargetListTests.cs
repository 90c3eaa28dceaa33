using System.Net;
using System.Text.Json.Nodes;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Balancing;

public sealed class TargetListTests
{
    private const string A = "http://127.0.0.1:1";

    [TestCase("""{"target":"http://127.0.0.1:1","targets":"http://127.0.0.1:1"}""", "'targets' must be a list of URLs")]
    [TestCase("""{"target":"http://127.0.0.1:1","targets":["http://127.0.0.1:1",2]}""", "'targets' must be a list of URLs")]
    [TestCase("""{"target":"http://127.0.0.1:1","targets":[]}""", "'targets' has 0 entries; 1 to 64 are allowed")]
    [TestCase("""{"target":"http://127.0.0.1:1","targets":["http://b:2","http://127.0.0.1:1"]}""",
        "'targets' must begin with 'target', which is 'http://127.0.0.1:1'")]
    [TestCase("""{"target":"http://127.0.0.1:1","targets":["http://127.0.0.1:1","ftp://b"]}""",
        "'targets': 'ftp://b' is not an http, https or http+unix URL")]
    [TestCase("""{"target":"http://127.0.0.1:1","targets":["http://127.0.0.1:1","http://127.0.0.1:1/"]}""",
        "'targets': 'http://127.0.0.1:1/' is there twice")]
    [TestCase("""{"target":"http://127.0.0.1:1","targets":["http://127.0.0.1:1","http://b:2"],"health":1}""",
        "'health' must be a path such as '/hub/health/ready'")]
    [TestCase("""{"target":"http://127.0.0.1:1","targets":["http://127.0.0.1:1","http://b:2"],"health":"x y"}""",
        "'health': 'x y' is not a path that begins with '/' and has its special characters escaped")]
    [TestCase("""{"targets":["http://127.0.0.1:1"]}""", "Must specify 'target' as string")]
    public async Task A_list_that_is_wrong_is_400_and_says_why(string body, string message)
    {
        await using var proxy = await RunningProxy.StartAsync();
        using var answer = await proxy.Api.PostAsync("/api/routes/x", new StringContent(body));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(message);
        using var whole = await proxy.Api.PutAsync("/api/routes", new StringContent($$"""{"/x":{{body}}}"""));
        (await whole.Content.ReadAsStringAsync()).ShouldBe(message + " for '/x'");
        (await proxy.Api.GetStringAsync("/api/routes")).ShouldBe("{}");
    }

    [Test]
    public async Task The_list_comes_back_as_it_was_posted()
    {
        await using var proxy = await RunningProxy.StartAsync();
        await proxy.AddRouteAsync("/x", [A, "http://127.0.0.1:2"], "/health");
        var route = JsonNode.Parse(await proxy.Api.GetStringAsync("/api/routes/x"))!;
        ((string)route["target"]!).ShouldBe(A);
        route["targets"]!.ToJsonString().ShouldBe("""["http://127.0.0.1:1","http://127.0.0.1:2"]""");
        ((string)route["health"]!).ShouldBe("/health");
    }

    [Test]
    public async Task Health_beside_a_single_target_is_data_like_any_other()
    {
        await using var proxy = await RunningProxy.StartAsync();
        using var answer = await proxy.Api.PostAsync("/api/routes/x", new StringContent("""{"target":"http://127.0.0.1:1","health":{"a":1}}"""));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Test]
    public async Task Targets_outlive_a_restart()
    {
        await using var a = RawBackend.Answering(RawBackend.Ok("a"));
        await using var b = RawBackend.Answering(RawBackend.Ok("b"));
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using (var first = await RunningProxy.StartAsync(o => o.StorageFile = file)) await first.AddRouteAsync("/", [a.Url, b.Url], null);
        await using (var second = await RunningProxy.StartAsync(o => o.StorageFile = file))
        {
            var answers = new[] { await second.Public.GetStringAsync("/"), await second.Public.GetStringAsync("/") };
            answers.Order().ShouldBe(["a", "b"]);
        }

        File.Delete(file);
    }
}
