using Hub.Api.Wire;
using Hub.Api.Wire.Headers;
using Hub.Tests.Api.Wire.Paths;

namespace Hub.Tests.Api.Wire.Headers;

public sealed class AnswerHeadersTests
{
    [TestCase("/jh/hub/api/users", true)]
    [TestCase("/jh/api/none", true)]
    [TestCase("/jh/hub/none", false)]
    [TestCase("/", false)]
    public async Task Every_answer_carries_the_standing_headers(string target, bool isApi)
    {
        await using var host = await WireHost.StartAsync(new WireOptions { BaseUrl = "/jh/" }, [typeof(NameController)]);

        var answer = await host.GetAsync(target);

        answer.Headers["X-JupyterHub-Version"].ShouldBe("6.0.0");
        answer.Headers["Access-Control-Allow-Headers"].ShouldBe("accept, content-type, authorization");
        answer.Headers["Content-Security-Policy"].ShouldBe(
            "frame-ancestors 'none'; report-uri /jh/hub/security/csp-report" + (isApi ? "; default-src 'none'" : ""));
        answer.Headers.ShouldNotContainKey("Server");
    }

    [Test]
    public async Task Configured_headers_are_added_and_replace_ours_whatever_their_case()
    {
        var headers = new Dictionary<string, string> { ["content-security-PolicY"] = "frame-ancestors *", ["X-Mine"] = "é" };
        await using var host = await WireHost.StartAsync(new WireOptions { Headers = headers }, [typeof(NameController)]);

        var answer = await host.GetAsync("/hub/api/users");

        answer.Headers["Content-Security-Policy"].ShouldBe("frame-ancestors *");
        answer.Headers["Access-Control-Allow-Headers"].ShouldBe("accept, content-type, authorization");
        answer.Headers.ShouldContainKey("X-Mine");
    }

    [TestCase("X-Bad Name", "x")]
    [TestCase("", "x")]
    [TestCase("X-Split", "a\r\nSet-Cookie: b")]
    public void A_header_that_cannot_be_sent_stops_the_start(string name, string value) =>
        Should.Throw<ArgumentException>(() => new AnswerHeaders(new WireOptions { Headers = new Dictionary<string, string> { [name] = value } }));

    [TestCase("abc-123", true)]
    [TestCase("a b", false)]
    [TestCase("a\"b", false)]
    [TestCase("", false)]
    public void A_sane_request_id_is_taken_over(string given, bool kept)
    {
        var id = RequestId.From(given);

        if (kept)
            id.ShouldBe(given);
        else
            id.ShouldMatch("^[0-9a-f]{16}$");
    }

    [Test]
    public async Task A_stray_byte_in_a_header_is_no_reason_to_refuse()
    {
        await using var host = await WireHost.StartAsync(new WireOptions(), [typeof(NameController)]);

        (await host.GetAsync("/hub/api/users", "X-Odd: \u00ff\u00fe")).Status.ShouldBe(200);
    }
}
