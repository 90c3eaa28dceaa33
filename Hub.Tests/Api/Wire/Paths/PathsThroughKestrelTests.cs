using Hub.Api.Wire;

namespace Hub.Tests.Api.Wire.Paths;

public sealed class PathsThroughKestrelTests
{
    private static readonly Type[] Controllers = [typeof(NameController), typeof(RootController), typeof(PageController)];

    private WireHost host = null!;
    private WireHost based = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        host = await WireHost.StartAsync(new WireOptions(), Controllers);
        based = await WireHost.StartAsync(new WireOptions { BaseUrl = "/jh/" }, Controllers);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await host.DisposeAsync();
        await based.DisposeAsync();
    }

    [TestCase("/hub/api", "\"root\"")]
    [TestCase("/hub/api/", "\"root\"")]
    [TestCase("/api", "\"root\"")]
    [TestCase("/hub/api/users", "\"list\"")]
    [TestCase("/api/users", "\"list\"")]
    [TestCase("/hub/api/users/ada", "\"ada\"")]
    [TestCase("/hub/api/users/ada?x=1", "\"ada\"")]
    [TestCase("/hub/api/users/a%2Fb", "\"a/b\"")]
    [TestCase("/hub/api/users/a%252Fb", "\"a%2Fb\"")]
    [TestCase("/hub/api/users/a%25b", "\"a%b\"")]
    [TestCase("/hub/api/users/a%20b", "\"a b\"")]
    [TestCase("/hub/api/users/%20", "\" \"")]
    [TestCase("/hub/api/users/a+b@c~d", "\"a+b@c~d\"")]
    [TestCase("/hub/api/users/%C3%BC%F0%9F%9A%80", "\"ü🚀\"")]
    [TestCase("/hub/api/users/..", "\"..\"")]
    [TestCase("/hub/api/users/.", "\".\"")]
    [TestCase("/hub/api/users/%2e%2E", "\"..\"")]
    [TestCase("http://hub.example/hub/api/users/a%2Fb", "\"a/b\"")]
    [TestCase("/hub/api/users/u/servers/", "[\"u\",\"\"]")]
    [TestCase("/api/users/u/servers/", "[\"u\",\"\"]")]
    [TestCase("/hub/api/users/u/servers/a%2Fb", "[\"u\",\"a/b\"]")]
    [TestCase("/hub/api/users/u/servers//progress", "[\"u\",\"\",\"progress\"]")]
    public async Task A_name_arrives_as_it_was_meant(string target, string body)
    {
        var answer = await host.GetAsync(target);

        answer.Status.ShouldBe(200, answer.Body);
        answer.Body.ShouldBe(body);
    }

    [TestCase("/hub/api/nothing")]
    [TestCase("/hub/api/users/")]
    [TestCase("/api/users/")]
    [TestCase("/hub/api/users/u/")]
    [TestCase("/hub/api//users")]
    [TestCase("/hub/api//")]
    [TestCase("//hub/api/users", Description = "not an API path at all")]
    [TestCase("/hub/api/users//servers/x")]
    [TestCase("/hub/api/users/a/b")]
    [TestCase("/hub/api/users/%FF")]
    [TestCase("/hub/api/users/%C3")]
    [TestCase("/hub/api/users/%zz")]
    public async Task An_unknown_path_is_not_found(string target)
    {
        foreach (var method in (string[])["GET", "DELETE", "OPTIONS", "BREW"])
        {
            var answer = await host.SendAsync($"{method} {target}");

            answer.Status.ShouldBe(404, $"{method} {answer.Body}");
            if (target.StartsWith("/hub/api", StringComparison.Ordinal) || target.StartsWith("/api", StringComparison.Ordinal))
                answer.Error().ShouldBe("404 Not Found");
        }
    }

    [TestCase("/hub/api/Users")]
    [TestCase("/hub/api/users/u/Servers/x")]
    [TestCase("/HUB/api/users")]
    public async Task Capital_letters_make_another_path(string target) => (await host.GetAsync(target)).Status.ShouldBe(404);

    [Test]
    public async Task A_NUL_in_a_path_is_refused_by_the_web_server()
    {
        var answer = await host.GetAsync("/hub/api/users/%00");

        answer.Status.ShouldBe(400);
    }

    [TestCase("PATCH", "/hub/api/users/ada", "GET, POST")]
    [TestCase("BREW", "/api/users/ada", "GET, POST")]
    [TestCase("HEAD", "/hub/api/users", "GET")]
    public async Task A_wrong_method_names_the_right_ones(string method, string target, string allowed)
    {
        var answer = await host.SendAsync($"{method} {target}");

        answer.Status.ShouldBe(405);
        answer.Headers["Allow"].ShouldBe(allowed);
        if (method != "HEAD")
            answer.Error().ShouldBe("405 Method Not Allowed");
    }

    [TestCase("/hub/api/users")]
    [TestCase("/hub/api/users/ada")]
    [TestCase("/hub/api/users/ada/servers/")]
    [TestCase("/api/")]
    public async Task OPTIONS_is_answered_empty_on_every_API_path(string target)
    {
        var answer = await host.SendAsync("OPTIONS " + target);

        answer.Status.ShouldBe(200);
        answer.Body.ShouldBeEmpty();
        answer.Headers["Access-Control-Allow-Headers"].ShouldBe("accept, content-type, authorization");
    }

    [TestCase("/jh/hub/api/users/a%2Fb", "\"a/b\"")]
    [TestCase("/jh/api/users", "\"list\"")]
    [TestCase("/jh/hub/api/", "\"root\"")]
    [TestCase("/jh/hub/user/a%2Fb/x//y", "a/b|x//y")]
    public async Task Everything_lives_under_the_base_URL(string target, string body)
    {
        var answer = await based.GetAsync(target);

        answer.Status.ShouldBe(200);
        answer.Body.ShouldBe(body);
    }

    [TestCase("/hub/api/users")]
    [TestCase("/jhx/hub/api/users")]
    [TestCase("/jh")]
    [TestCase("/JH/hub/api/users")]
    [TestCase("/api/users")]
    public async Task Outside_the_base_URL_nothing_is(string target) => (await based.GetAsync(target)).Status.ShouldBe(404);

    [Test]
    public async Task A_page_keeps_its_slashes_and_decodes_its_names()
    {
        var answer = await host.GetAsync("/hub/user/a%2Fb/lab//tree/x%20y/");

        answer.Body.ShouldBe("a/b|lab//tree/x y/");
    }

    [Test]
    public async Task A_user_name_of_a_megabyte_gets_a_clean_refusal_and_the_hub_lives()
    {
        var answer = await host.GetAsync("/hub/api/users/" + new string('x', 1024 * 1024));

        answer.Status.ShouldBe(414);
        (await host.GetAsync("/hub/api/users/ada")).Body.ShouldBe("\"ada\"");
    }

    [Test]
    public async Task A_name_of_thirty_thousand_characters_arrives() =>
        (await host.GetAsync("/hub/api/users/" + new string('x', 30_000))).Body.Length.ShouldBe(30_002);
}
