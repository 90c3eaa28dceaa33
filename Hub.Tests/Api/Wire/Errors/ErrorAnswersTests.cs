using Hub.Api.Wire;
using Hub.Api.Wire.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Tests.Api.Wire.Errors;

public sealed class ErrorAnswersTests
{
    private static readonly Type[] Controllers = [typeof(FaultyController), typeof(FaultyPageController)];

    private WireHost host = null!;

    [OneTimeSetUp]
    public async Task Start() => host = await WireHost.StartAsync(new WireOptions(), Controllers);

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [TestCase("not-found", "404 No such user: ada", null)]
    [TestCase("wordless", "404 Not Found", null)]
    [TestCase("conflict", "409 User ada already exists", null)]
    [TestCase("forbidden", "403 No", null)]
    [TestCase("invalid", "400 Bad", null)]
    [TestCase("too-many", "429 Full", "30")]
    [TestCase("unmapped", "500 It broke", null)]
    [TestCase("unexpected", "500 Internal Server Error", null)]
    [TestCase("down", "503 The database does not answer; try again in a moment", "1")]
    [TestCase("pool", "503 The database does not answer; try again in a moment", "1")]
    [TestCase("shutdown", "503 The database does not answer; try again in a moment", "1")]
    [TestCase("nul", "400 Text must not contain the NUL character", null)]
    [TestCase("nul-json", "400 Text must not contain the NUL character", null)]
    [TestCase("sql", "500 Internal Server Error", null)]
    [TestCase("status", "418 I'm a teapot", null)]
    public async Task A_failure_becomes_its_answer(string kind, string error, string? retryAfter)
    {
        var answer = await host.GetAsync("/hub/api/faults/" + kind);

        answer.Error().ShouldBe(error);
        answer.Headers.GetValueOrDefault("Retry-After").ShouldBe(retryAfter);
        answer.Headers["X-JupyterHub-Version"].ShouldBe("6.0.0");
    }

    [Test]
    public async Task A_kind_of_failure_can_be_given_a_status()
    {
        await using var other = await WireHost.StartAsync(
            new WireOptions(), Controllers, services => services.AddSingleton(new ErrorTable().Map<OddException>(424)));

        (await other.GetAsync("/hub/api/faults/unmapped")).Error().ShouldBe("424 It broke");
    }

    [Test]
    public async Task A_body_that_an_action_gave_itself_stays() =>
        (await host.GetAsync("/hub/api/faults/own-body")).Body.ShouldBe("{\"message\":\"mine\"}");

    [Test]
    public async Task An_unexpected_failure_is_logged_under_the_id_that_the_client_got()
    {
        var answer = await host.GetAsync("/hub/api/faults/unexpected");

        host.Log.All.ShouldContain(l => l.Contains("InvalidOperationException", StringComparison.Ordinal)
            && l.Contains(answer.Headers["X-Request-Id"], StringComparison.Ordinal));
    }

    [Test]
    public async Task A_failure_in_the_middle_of_an_answer_cuts_the_connection()
    {
        using var client = new HttpClient();

        await Should.ThrowAsync<HttpRequestException>(
            () => client.GetStringAsync(new Uri($"http://127.0.0.1:{host.Port}/hub/api/faults/late/failure")));
    }

    [TestCase("/hub/nothing", "<h1>404 : Not Found</h1></body></html>\n")]
    [TestCase("/hub/faulty", "<h1>404 : Not Found</h1><p>No &lt;b&gt;</p></body></html>\n")]
    public async Task Outside_the_API_a_failure_is_a_page(string target, string end)
    {
        var answer = await host.GetAsync(target);

        answer.Status.ShouldBe(404);
        answer.Headers["Content-Type"].ShouldBe("text/html; charset=utf-8");
        answer.Body.ShouldEndWith(end);
    }

    [TestCase("multipart/form-data", "x")]
    [TestCase("multipart/form-data; boundary=b", "--b\r\nContent-Dispo")]
    public async Task A_broken_form_is_the_callers_mistake(string type, string body)
    {
        var answer = await host.SendAsync("POST /hub/faulty", body, "Content-Type: " + type);

        answer.Status.ShouldBe(400);
        answer.Body.ShouldContain("Invalid form in body of request");
    }
}
