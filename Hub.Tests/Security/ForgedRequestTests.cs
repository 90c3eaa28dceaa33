using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Domain.Authenticators;
using Hub.Domain.Configuration;
using Hub.Tests.Support;

namespace Hub.Tests.Security;

/// <summary>Every operation and page that changes anything, sent by another site with the login of whoever looks at that site.</summary>
public sealed class ForgedRequestTests : ApiFixture
{
    private static readonly (string, string)[][] s_saidByBrowsers =
    [
        [],
        [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Site", "cross-site")],
        [("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Site", "cross-site")],
        [("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Site", "same-origin")],
        [("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Site", "same-site"), ("Origin", "https://peer.example")],
    ];

    [Test]
    public async Task No_operation_takes_a_login_without_proof()
    {
        using var browser = await SignedInAsync();
        var tried = 0;
        foreach (var (method, path) in await ChangesAsync())
        {
            foreach (var headers in s_saidByBrowsers)
            {
                using var body = new StringContent("{}", Encoding.UTF8, "application/json");
                using var answer = await browser.SendAsync(new HttpMethod(method), path, method == "DELETE" ? null : body, headers);
                answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}");
                (await answer.TextAsync()).ShouldContain("_xsrf", Case.Sensitive, $"{method} {path}");
            }

            tried++;
        }

        tried.ShouldBeGreaterThan(40);
        (await Admin.GetAsync("users/admin")).Status.ShouldBe(200);
    }

    [TestCase("/hub/login")]
    [TestCase("/hub/signup")]
    [TestCase("/hub/spawn")]
    [TestCase("/hub/spawn/admin")]
    [TestCase("/hub/accept-share")]
    [TestCase("/hub/authorize")]
    [TestCase("/hub/change-password")]
    [TestCase("/hub/second-factor")]
    [TestCase("/hub/confirm")]
    [TestCase("/hub/token")]
    [TestCase("/hub/api/oauth2/authorize?client_id=service-robot&response_type=code")]
    public async Task No_form_takes_a_login_without_proof(string path)
    {
        using var browser = await SignedInAsync();
        foreach (var headers in s_saidByBrowsers)
        {
            foreach (var content in new HttpContent[] { PageClient.Form(("_xsrf", "x"), ("username", "eve")), new StringContent("_xsrf=x", Encoding.UTF8, "text/plain") })
            {
                using var answer = await browser.SendAsync(HttpMethod.Post, path, content, headers);
                answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
                content.Dispose();
            }
        }
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Authenticator = new AuthenticatorOptions { AuthenticatorClass = "native", AllowAll = true, AdminUsers = new HashSet<string> { "admin" } },
    };

    private async Task<PageClient> SignedInAsync()
    {
        const string password = "violet tram 42 sings";
        await Admin.PostAsync("native/accounts/admin", $$"""{"password": "{{password}}"}""");
        var browser = new PageClient(App.Port);
        using var login = await browser.LoginAsync("admin", password);
        login.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return browser;
    }

    /// <summary>All that is no GET. The endpoint for tokens is not for browsers: its clients prove themselves by their secret.</summary>
    private async Task<IReadOnlyList<(string Method, string Path)>> ChangesAsync()
    {
        var paths = JsonNode.Parse((await Nobody.GetAsync("openapi.json")).Text)!["paths"]!.AsObject();
        return [.. from pair in paths
                   where !pair.Key.Contains("oauth2", StringComparison.Ordinal)
                   from operation in pair.Value!.AsObject()
                   where operation.Key is "post" or "put" or "patch" or "delete"
                   select (operation.Key.ToUpperInvariant(), "/hub/api" + System.Text.RegularExpressions.Regex.Replace(pair.Key, @"\{[^}]*\}", "admin"))];
    }
}
