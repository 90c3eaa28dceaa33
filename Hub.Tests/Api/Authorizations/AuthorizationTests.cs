using Hub.Domain.Activity;
using Hub.Tests.Support;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Authorizations;

/// <summary>How programs of old find out who is behind a token or a cookie that they were shown.</summary>
public sealed class AuthorizationTests : ApiFixture
{
    [OneTimeSetUp]
    public Task AddUsers() => UsersAsync("ann");

    [Test]
    public async Task A_token_tells_its_owner_as_far_as_whoever_asks_may_see_and_at_least_who_it_is()
    {
        var secret = await TokenAsync("ann", "inherit");
        (await (await ClientAsync("robot", "read:hub")).GetAsync($"authorizations/token/{secret}"))
            .ShouldBe(200, """{"kind": "user", "name": "ann", "user_info": null, "admin": false, "groups": []}""");
        var whole = (await (await ClientAsync("robot", "read:users!user=ann", "read:servers")).GetAsync($"authorizations/token/{secret}")).Json;
        ((JObject)whole).Properties().Select(key => key.Name).Order().ShouldBe(
            ["admin", "created", "groups", "kind", "last_activity", "name", "pending", "roles", "server", "servers", "user_info"]);
        (await (await ClientAsync("ann", "inherit")).GetAsync($"authorizations/token/{await TokenAsync("robot", "read:hub")}"))
            .ShouldBe(200, """{"kind": "service", "name": "robot", "admin": true}""");
    }

    [Test]
    public async Task A_token_that_is_looked_up_has_been_used_and_so_has_its_owner_been_there()
    {
        await UsersAsync("shown");
        var made = (await Admin.PostAsync("users/shown/tokens")).Json;
        (await Admin.GetAsync($"authorizations/token/{made["token"]}")).Status.ShouldBe(200);
        await App.Get<ActivityRecorder>().FlushAsync(CancellationToken.None);
        (await Admin.GetAsync($"users/shown/tokens/{made["id"]}")).Json.Value<string>("last_activity").ShouldNotBeNull();
        (await Admin.GetAsync("users/shown")).Json.Value<string>("last_activity").ShouldNotBeNull();
    }

    [Test]
    public async Task A_token_nobody_has_any_more_is_not_found()
    {
        (await Admin.GetAsync("authorizations/token/none")).ShouldFail(404, "Not Found");
        var old = (await Admin.PostAsync("users/ann/tokens", """{"expires_in": 1}""")).Json.Value<string>("token");
        await Eventually.True(async () => (await Admin.GetAsync($"authorizations/token/{old}")) is { Status: 404, Message: "Not Found" });
        (await Admin.DeleteAsync($"authorizations/token/{old}")).ShouldFail(405);
    }

    [Test]
    public async Task A_login_cookie_tells_its_user_in_the_path_and_in_the_body()
    {
        using var browser = new PageClient(App.Port);
        await browser.LoginAsync("ann");
        var cookie = browser.Cookie("jupyterhub-hub-login").ShouldNotBeNull();
        const string Ann = """{"kind": "user", "name": "ann", "user_info": null, "admin": false, "groups": []}""";
        var program = await ClientAsync("robot", "read:hub");
        (await program.GetAsync($"authorizations/cookie/jupyterhub-hub-login/{cookie}")).ShouldBe(200, Ann);
        (await program.SendAsync("GET", "authorizations/cookie/jupyterhub-hub-login", cookie)).ShouldBe(200, Ann);
        (await program.GetAsync($"/api/authorizations/cookie/jupyterhub-hub-login/{cookie}")).ShouldBe(200, Ann);
        (await program.GetAsync($"authorizations/cookie/another-cookie/{cookie}")).ShouldFail(404, "Not Found");
        (await program.GetAsync("authorizations/cookie/jupyterhub-hub-login/none")).ShouldFail(404, "Not Found");
        (await program.SendAsync("GET", "authorizations/cookie/jupyterhub-hub-login", "none")).ShouldFail(404, "Not Found");
        await browser.GetAsync("/hub/logout");
        (await program.GetAsync($"authorizations/cookie/jupyterhub-hub-login/{cookie}")).ShouldFail(404, "Not Found");
    }

    [Test]
    public async Task Only_a_token_asks()
    {
        var secret = await TokenAsync("ann", "inherit");
        using var browser = new PageClient(App.Port);
        await browser.LoginAsync("ann");
        foreach (var path in (string[])[$"authorizations/token/{secret}", "authorizations/cookie/jupyterhub-hub-login/x"])
        {
            (await Nobody.GetAsync(path)).ShouldFail(403, "Forbidden");
            using var answer = await browser.GetAsync($"/hub/api/{path}");
            answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        }
    }
}
