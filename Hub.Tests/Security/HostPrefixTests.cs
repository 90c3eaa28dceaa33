using System.Net;
using Hub.Domain.Access;
using Hub.Domain.Authenticators;
using Hub.Domain.Configuration;
using Hub.Tests.Domain.Configuration;
using Hub.Tests.Support;

namespace Hub.Tests.Security;

/// <summary>With <c>cookie_host_prefix_enabled</c> no other host of the domain can plant a login.</summary>
public sealed class HostPrefixTests
{
    [Test]
    public async Task The_login_has_the_prefix_and_no_other_cookie_is_one()
    {
        await using var hub = await HubApplication.StartAsync(new HubConfiguration
        {
            Authenticator = new AuthenticatorOptions { AuthenticatorClass = "dummy", DummyPassword = "password" },
            Sessions = new SessionOptions { CookieHostPrefixEnabled = true },
        });
        // The cookies are for TLS only, so this browser carries them by hand.
        using var browser = new PageClient(hub.Port);
        using var form = await browser.GetAsync("/hub/login");
        using var answer = await browser.SendAsync(
            HttpMethod.Post, "/hub/login",
            PageClient.Form(("_xsrf", await PageClient.XsrfOf(form)), ("username", "ada"), ("password", "password")),
            ("Cookie", string.Join("; ", form.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]))));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(one => one.StartsWith("__Host-jupyterhub-hub-login=", StringComparison.Ordinal));
        var attributes = cookie.ToLowerInvariant().Split("; ");
        attributes.ShouldContain("path=/");
        attributes.ShouldContain("secure");
        attributes.ShouldContain("httponly");
        attributes.ShouldNotContain(one => one.StartsWith("domain=", StringComparison.Ordinal));

        var secret = cookie.Split(';')[0].Split('=', 2)[1];
        using var home = await browser.GetAsync("/hub/home", ("Cookie", $"__Host-jupyterhub-hub-login={secret}"));
        home.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var planted = await browser.GetAsync("/hub/home", ("Cookie", $"jupyterhub-hub-login={secret}"));
        planted.Place().ShouldStartWith("/hub/login");
    }

    [Test]
    public void Without_hosts_of_their_own_for_users_the_start_warns()
    {
        var result = Reading.JupyterHub("\"cookie_host_prefix_enabled\": true");
        result.Valid();
        result.Warnings.Lines().ShouldHaveSingleItem().ShouldStartWith("JupyterHub.cookie_host_prefix_enabled = true (hub.json line 1): sends the cookie");
        Reading.JupyterHub("\"cookie_host_prefix_enabled\": true, \"subdomain_host\": \"https://hub.example.org\"").Warnings.ShouldBeEmpty();
    }
}
