using System.Net;
using System.Net.Sockets;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Errors;

public sealed class ErrorAnswerTests
{
    [Test]
    public async Task Without_a_route_the_built_in_page_is_404()
    {
        await using var proxy = await RunningProxy.StartAsync();
        var (head, body) = await proxy.AskAsync("GET /x?token=y HTTP/1.1\r\nHost: x\r\n\r\n");
        head.ShouldStartWith("HTTP/1.1 404 Not Found\r\n");
        head.ShouldContain("Content-Type: text/html\r\n");
        body.ShouldContain("404:");
        proxy.Log.Lines.ShouldContain(l => l.EndsWith("error: 404 GET /x"));
        proxy.Log.Lines.ShouldNotContain(l => l.Contains("token=y"));
    }

    [Test]
    public async Task The_answer_to_HEAD_is_the_same_without_a_page()
    {
        await using var proxy = await RunningProxy.StartAsync();
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("HEAD /x HTTP/1.1\r\nHost: x\r\n\r\nGET /_chp_healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        (await client.ReadHeadAsync()).ShouldStartWith("HTTP/1.1 404 ");
        (await client.ReadResponseAsync()).Head.ShouldStartWith("HTTP/1.1 200 ");
    }

    [Test]
    public async Task Pages_come_from_a_directory_read_anew_each_time()
    {
        var folder = Directory.CreateTempSubdirectory();
        await using var proxy = await RunningProxy.StartAsync(o => o.ErrorPath = folder.FullName);
        await BodyAsync().ShouldBe("Not Found");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "error.html"), "any error");
        await BodyAsync().ShouldBe("any error");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "404.html"), "not here");
        await BodyAsync().ShouldBe("not here");
        folder.Delete(recursive: true);

        async Task<string> BodyAsync() => (await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")).Body;
    }

    [TestCase("", "/404?url=%2Fuser%2Fx%3Fa%3Db")]
    [TestCase("/hub/error", "/hub/error/404?url=%2Fuser%2Fx%3Fa%3Db")]
    [TestCase("/hub/error/", "/hub/error/404?url=%2Fuser%2Fx%3Fa%3Db")]
    public async Task The_error_target_is_asked_for_the_page(string path, string asked)
    {
        var seen = new TaskCompletionSource<string>();
        await using var pages = RawBackend.Echoing(head =>
        {
            seen.TrySetResult(head);
            return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: x\r\nX-Other: no\r\nSet-Cookie: a=b\r\nContent-Length: 4\r\n\r\npage";
        });
        await using var proxy = await RunningProxy.StartAsync(o => o.ErrorTarget = pages.Url + path);
        var (head, body) = await proxy.AskAsync("POST /user/x?a=b HTTP/1.1\r\nHost: x\r\nCookie: secret\r\nContent-Length: 2\r\n\r\nab");
        head.ShouldStartWith("HTTP/1.1 404 Not Found\r\n");
        head.ShouldContain("Content-Type: text/plain\r\n");
        head.ShouldContain("Content-Encoding: x\r\n");
        head.ShouldNotContain("X-Other");
        head.ShouldNotContain("Set-Cookie");
        body.ShouldBe("page");
        (await seen.Task).ShouldStartWith($"GET {asked} HTTP/1.1\r\n");
        (await seen.Task).ShouldNotContain("secret");
        proxy.Log.Lines.ShouldNotContain(l => l.Contains("a=b", StringComparison.Ordinal) || l.Contains("a%3Db"));
    }

    [Test]
    public async Task The_error_target_may_listen_on_a_unix_socket_and_HEAD_gets_no_page()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        await using var proxy = await RunningProxy.StartAsync(o => o.ErrorTarget = $"http+unix://{Uri.EscapeDataString(path)}/hub/error");
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("HEAD /x HTTP/1.1\r\nHost: x\r\n\r\nGET /_chp_healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        using (var pages = new RawConnection(await listener.AcceptAsync()))
        {
            (await pages.ReadHeadAsync()).ShouldStartWith("GET /hub/error/404?url=%2Fx HTTP/1.1\r\n");
            await pages.SendAsync(RawBackend.Ok("page"));
            (await client.ReadHeadAsync()).ShouldStartWith("HTTP/1.1 404 ");
        }

        (await client.ReadResponseAsync()).Body.ShouldBe("""{"status":"OK"}""");
        File.Delete(path);
    }

    [TestCase("/_chp_healthz", 200)]
    [TestCase("/_chp_healthz?x", 404)]
    [TestCase("/_chp_healthz/", 404)]
    public async Task Health_is_asked_for_by_exactly_one_path(string path, int status)
    {
        await using var proxy = await RunningProxy.StartAsync();
        (await proxy.AskAsync($"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")).Head.ShouldStartWith($"HTTP/1.1 {status} ");
    }

    [Test]
    public async Task A_dead_or_silent_error_target_leaves_the_plain_text()
    {
        await using var silent = new RawBackend(async c => await c.ReadToEndAsync());
        foreach (var target in new[] { "http://127.0.0.1:1", silent.Url })
        {
            await using var proxy = await RunningProxy.StartAsync(o => (o.ErrorTarget, o.ErrorTargetTimeout) = (target, TimeSpan.FromMilliseconds(200)));
            var (head, body) = await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
            head.ShouldStartWith("HTTP/1.1 404 ");
            body.ShouldBe("Not Found");
        }

        await Eventually.IsTrueAsync(() => silent.Open == 0, "its connection is closed");
    }

    [Test]
    public async Task The_error_targets_errors_do_not_change_the_status()
    {
        await using var pages = RawBackend.Answering("HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n3\r\noh!\r\n0\r\n\r\n");
        await using var proxy = await RunningProxy.StartAsync(o => o.ErrorTarget = pages.Url);
        using var answer = await proxy.Public.GetAsync("/x");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("oh!");
    }
}
