using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Hub.Tests.Api.SingleUser;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SiteTests
{
    [Test]
    public async Task Anybody_may_ask_for_the_version()
    {
        await using var server = await RunningServer.StartAsync();
        var answer = await (await server.BrowserAsync()).AskAsync("/user/ada/api");
        answer.Status.ShouldBe(200);
        JsonNode.Parse(answer.Body)!.AsObject().Select(each => each.Key).ShouldBe(["version"]);
        server.Hub.TimesAskedWho.ShouldBe(0);
    }

    [TestCase("GET", "/user/ada/", 302)]
    [TestCase("GET", "/user/ada", 302)]
    [TestCase("GET", "/user/ada/lab/tree/x", 302)]
    [TestCase("GET", "/user/ada/api", 200)]
    [TestCase("GET", "/user/ada/api/status", 403)]
    [TestCase("GET", "/user/ada/api/kernels", 403)]
    [TestCase("POST", "/user/ada/", 405)]
    [TestCase("GET", "/user/ADA/", 404)]
    [TestCase("GET", "/user/adamant/", 404)]
    [TestCase("GET", "/", 404)]
    public async Task Every_answer_says_its_version_and_may_not_be_framed(string method, string path, int status)
    {
        await using var server = await RunningServer.StartAsync();
        var answer = await (await server.BrowserAsync()).AskAsync(path, new HttpMethod(method));
        answer.Status.ShouldBe(status);
        answer.Headers["X-JupyterHub-Version"].ShouldBe("6.0.0");
        answer.Headers["Content-Security-Policy"].ShouldContain("frame-ancestors 'none'");
    }

    [Test]
    public async Task The_page_has_the_style_that_its_policy_allows()
    {
        await using var server = await RunningServer.StartAsync();
        var page = await (await server.BrowserAsync("ada")).OpenAsync("/user/ada/");
        var style = page.Body.Split("<style>")[1].Split("</style>")[0];
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        page.Headers["Content-Security-Policy"].ShouldContain($"style-src 'sha256-{hash}'");
    }

    [Test]
    public async Task A_page_that_is_not_here_is_said_not_to_be()
    {
        await using var server = await RunningServer.StartAsync();
        var page = await (await server.BrowserAsync("ada")).OpenAsync("/user/ada/lab");
        (page.Path, page.Status).ShouldBe(("/user/ada/lab", 404));
    }

    [TestCase("josé@example.org", "", "127.0.0.1")]
    [TestCase("a+b <c>", "my-lab", "127.0.0.1")]
    [TestCase("100%", "", "")]
    [TestCase("ada", "", "::1")]
    [TestCase("ada", "", "localhost")]
    public async Task Strange_names_and_addresses_are_no_obstacle(string user, string name, string ip)
    {
        await using var server = await RunningServer.StartAsync(user, name, null, ip);
        var page = await (await server.BrowserAsync(user)).OpenAsync(server.Settings.Prefix);
        page.Status.ShouldBe(200);
        page.Body.ShouldContain($"<dd id=\"server\">{System.Text.Encodings.Web.HtmlEncoder.Default.Encode($"{user}/{name}")}</dd>");
    }

    [TestCase("", "", false, "/user/ada/", "jupyterhub-user-ada")]
    [TestCase("https://example.org/user/ada/", "", true, "/user/ada/", "jupyterhub-user-ada")]
    [TestCase("", "https", true, "/user/ada/", "jupyterhub-user-ada")]
    [TestCase("http://example.org/user/ada/", "https", false, "/user/ada/", "jupyterhub-user-ada")]
    public async Task Cookies_are_secure_where_the_public_address_is(string publicUrl, string forwarded, bool secure, string path, string name)
    {
        await using var server = await RunningServer.StartAsync(settings => settings with { PublicUrl = publicUrl });
        var answer = await (await server.BrowserAsync()).AskAsync("/user/ada/", null, ("X-Forwarded-Proto", forwarded));
        var cookie = answer.Headers["Set-Cookie"].ToLowerInvariant();
        cookie.ShouldStartWith($"{name}-oauth-state-");
        cookie.ShouldContain($"path={path};");
        cookie.ShouldContain("httponly");
        cookie.Contains("; secure").ShouldBe(secure);
    }

    [Test]
    public async Task Cookies_take_the_form_that_the_hub_was_configured_for()
    {
        await using var server = await RunningServer.StartAsync(settings => settings with
        {
            CookieHostPrefix = true,
            CookieOptions = new Dictionary<string, System.Text.Json.JsonElement> { ["samesite"] = System.Text.Json.JsonSerializer.SerializeToElement("Strict") },
        });
        var cookie = (await (await server.BrowserAsync()).AskAsync("/user/ada/")).Headers["Set-Cookie"].ToLowerInvariant();
        cookie.ShouldStartWith("__host-jupyterhub-user-ada-oauth-state-");
        cookie.ShouldContain("path=/;");
        cookie.ShouldContain("; secure");
        cookie.ShouldContain("samesite=strict");
    }
}
