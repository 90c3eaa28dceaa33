using Hub.Tests.Support;

namespace Hub.Tests.Api.Services;

public sealed class ServiceTests : ApiFixture
{
    [Test]
    public async Task A_service_is_added_used_and_removed()
    {
        // Anything that answers will do; it is waited for.
        var url = $"http://127.0.0.1:{App.Port}";
        (await Admin.PostAsync("services/ext", $$"""{"url": "{{url}}", "api_token": "service-token-1", "info": {"a": 1}, "display": false}"""))
            .ShouldBe(201, $$"""
                {"kind": "service", "name": "ext", "admin": false, "roles": [], "url": "{{url}}", "prefix": "/services/ext/",
                 "command": [], "managed": false, "pid": 0, "info": {"a": 1}, "display": false}
                """);
        using var service = new TokenClient(App.Port, "service-token-1");
        (await service.GetAsync("user")).Json.Value<string>("name").ShouldBe("ext");
        (await Admin.PostAsync("services/ext", """{"display": true}""")).ShouldFail(409, "Service ext already exists");
        (await Admin.DeleteAsync("services/ext")).ShouldBe(200);
        (await service.GetAsync("user")).ShouldFail(403);
        (await Admin.GetAsync("services/ext")).ShouldFail(404, "No such service: ext");
        (await Admin.DeleteAsync("services/ext")).ShouldFail(404, "Service ext does not exist");
    }

    [Test]
    public async Task A_service_of_an_older_client_gets_the_admin_role()
    {
        (await Admin.PostAsync("services/old", """{"admin": true, "api_token": "service-token-2"}""")).Json.Value<bool>("admin").ShouldBeTrue();
        using var service = new TokenClient(App.Port, "service-token-2");
        (await service.GetAsync("users")).Status.ShouldBe(200);
        (await (await ClientAsync("robot", "admin:services")).PostAsync("services/more", """{"admin": true}""")).ShouldFail(400);
        (await Admin.GetAsync("services/more")).Status.ShouldBe(404);
    }

    [Test]
    public async Task One_that_is_trusted_gets_no_question_asked_from_its_first_moment_to_its_last()
    {
        const string Authorize = "/hub/api/oauth2/authorize?response_type=code&client_id=service-quick&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fcb";
        (await Admin.PostAsync("services/quick", """
            {"api_token": "service-token-3", "oauth_no_confirm": true, "oauth_redirect_uri": "http://127.0.0.1:9/cb"}
            """)).Status.ShouldBe(201);
        using var browser = new PageClient(App.Port);
        await browser.LoginAsync("admin");
        using var answer = await browser.GetAsync(Authorize);
        answer.Place().ShouldNotBeNull().ShouldStartWith("http://127.0.0.1:9/cb?code=");
        (await Admin.DeleteAsync("services/quick")).ShouldBe(200);
        using var gone = await browser.GetAsync(Authorize);
        gone.StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task What_is_asked_for_beyond_ones_own_rights_is_named()
    {
        var limited = await ClientAsync("robot", "admin:services");
        (await limited.PostAsync("services/more", """{"oauth_client_allowed_scopes": ["shutdown", "read:services"]}"""))
            .ShouldFail(400, "Not assigning requested scopes shutdown not held by Service robot");
        (await limited.PostAsync("services/more", """{"oauth_client_allowed_scopes": ["no:such"]}""")).ShouldFail(400, "Scope 'no:such' for service more does not exist");
        (await limited.GetAsync("services/more")).ShouldFail(404, "No such service: more");
    }

    [TestCase("", "Invalid service data")]
    [TestCase("{}", "Invalid service data")]
    [TestCase("[1]", "Invalid service data")]
    [TestCase("""{"colour": 1}""", null)]
    [TestCase("""{"url": 1}""", "service.url must be <class 'str'>, not: <class 'int'>")]
    [TestCase("""{"api_token": "short"}""", "Failed to create service bad: api_token needs 8 characters at least")]
    [TestCase("""{"oauth_client_id": ""}""", "Failed to create service bad: oauth_client_id must begin with service-")]
    [TestCase("""{"environment": []}""", "service.environment must be <class 'dict'>, not: <class 'list'>")]
    [TestCase("""{"command": ["x"]}""", "Can not create managed service bad at runtime")]
    [TestCase("""{"url": "ftp://x"}""", "Failed to create service bad: url must be an http or https URL")]
    [TestCase("""{"url": "http://x", "oauth_client_id": "bad"}""", "Failed to create service bad: oauth_client_id must begin with service-")]
    [TestCase("""{"oauth_client_id": "service-bad"}""", "Failed to create service bad: with OAuth settings it needs a url or an oauth_redirect_uri")]
    public async Task What_cannot_be_added_is_refused(string body, string? message) =>
        (await Admin.PostAsync("services/bad", body)).ShouldFail(400, message);

    [Test]
    public async Task The_configurations_services_stay() =>
        (await Admin.DeleteAsync("services/robot")).ShouldFail(405, "Service robot is not modifiable at runtime");

    [Test]
    public async Task Lists_are_by_name_and_keys_by_scope()
    {
        (await (await ClientAsync("robot", "list:services!service=robot")).GetAsync("services"))
            .ShouldBe(200, """{"robot": {"kind": "service", "name": "robot", "admin": true}}""");
        (await (await ClientAsync("robot", "read:roles:services")).GetAsync("services/robot"))
            .ShouldBe(200, """{"kind": "service", "name": "robot", "admin": true, "roles": ["admin"]}""");
        (await (await ClientAsync("robot", "read:services!service=other")).GetAsync("services/none"))
            .ShouldFail(404, "No access to resources or resources not found");
    }
}
