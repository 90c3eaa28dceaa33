using System.Net;
using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Configuration;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Native;

/// <summary>A hub that keeps accounts of its own.</summary>
public abstract class NativeFixture : ApiFixture
{
    protected const string Good = "violet tram 42 sings";

    protected virtual NativeOptions Native => new();

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Authenticator = new AuthenticatorOptions
        {
            AuthenticatorClass = "native",
            AllowAll = true,
            AdminUsers = new HashSet<string> { "admin" },
        },
        Native = Native,
    };

    protected async Task<HttpResponseMessage> SignUpAsync(
        string name, string password = Good, string? confirmation = null, params (string, string)[] more)
    {
        using var browser = new PageClient(App.Port);
        using var page = await browser.GetAsync("/hub/signup");
        return await browser.PostFormAsync("/hub/signup",
        [
            ("_xsrf", await PageClient.XsrfOf(page)), ("username", name), ("signup_password", password),
            ("signup_password_confirmation", confirmation ?? password), .. more,
        ]);
    }

    protected async Task<HttpStatusCode> LoginAsync(string name, string password = Good, string? otp = null)
    {
        // What is under test is not the throttle, which is one for all tests of a fixture.
        App.Clock.Advance(TimeSpan.FromMinutes(2));
        using var browser = new PageClient(App.Port);
        using var page = await browser.GetAsync("/hub/login");
        using var answer = await browser.PostFormAsync(
            "/hub/login", ("_xsrf", await PageClient.XsrfOf(page)), ("username", name), ("password", password), ("otp", otp ?? ""));
        return answer.StatusCode;
    }

    protected async Task AuthorizeAsync(string name) =>
        (await Admin.PatchAsync($"native/accounts/{name}", "{\"is_authorized\": true}")).Status.ShouldBe(200);
}
