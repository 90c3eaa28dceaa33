using Hub.Domain.Groups;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Wire;

/// <summary>PostgreSQL keeps no zero byte, and a request that brings one must not disturb whoever comes next.</summary>
public sealed class ZeroByteTests : ApiFixture
{
    private const string Refusal = "Text must not contain the NUL character";

    [TestCase("POST", "groups/circle", """{"users": ["a\u0000b"]}""")]
    [TestCase("POST", "users/admin/tokens", """{"note": "\u0000"}""")]
    [TestCase("POST", "users/admin/server", """{"user_options": {"a\u0000": 1}}""")]
    [TestCase("POST", "authorizations/token", """{"username": "\u0000", "password": "x"}""")]
    [TestCase("POST", "roles", """{"name": "club", "description": "\u0000"}""")]
    [TestCase("GET", "users?name_filter=%00", null)]
    [TestCase("GET", "audit?who=a%00", null)]
    public async Task It_is_refused_and_the_next_request_finds_all_well(string method, string path, string? body)
    {
        // A statement is prepared at its fifth use: that is when an error in it used to hit the use after.
        for (var i = 0; i < 12; i++)
        {
            (await Admin.SendAsync(method, path, body)).ShouldFail(400, Refusal);
            (await Admin.GetAsync("users?name_filter=adm")).Status.ShouldBe(200);
        }
    }

    [Test]
    public async Task A_form_with_one_is_refused_too()
    {
        using var browser = new PageClient(App.Port);
        var proof = await PageClient.XsrfOf(await browser.GetAsync("/hub/login"));
        using var form = new MultipartFormDataContent { { new StringContent("a\0b"), "username" }, { new StringContent("password"), "password" } };
        using var answer = await browser.SendAsync(HttpMethod.Post, $"/hub/login?_xsrf={proof}", form);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task A_group_with_one_that_an_authenticator_or_a_hook_names_is_none()
    {
        await using var hub = await HubApplication.StartAsync(Basis with
        {
            Authenticator = Basis.Authenticator with
            {
                ManageGroups = true,
                PostAuthCommand = ["/bin/sh", "-c", """cat > /dev/null; printf %s '{"groups": ["good", "b\u0000d", ""]}'"""],
            },
        });
        using var browser = new PageClient(hub.Port);
        using var answer = await browser.LoginAsync("ann");
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Redirect);
        (await hub.Get<IGroupStore>().FindAsync("good", CancellationToken.None)).ShouldNotBeNull().Users.ShouldBe(["ann"]);
    }
}
