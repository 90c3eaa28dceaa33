using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.OAuth;
using Hub.Domain.Configuration;
using Hub.Tests.Support;
using Hub.Tests.Support.Providers;
using Microsoft.Playwright;

namespace Hub.Tests.Journeys;

/// <summary>A person with a real browser signs in at an OpenID Connect provider that nobody here wrote, on its own pages.</summary>
public sealed class ProviderInBrowserTests
{
    [Test]
    public async Task A_person_signs_in_at_the_provider_and_out_of_the_hub()
    {
        var port = FreePort.Next();
        var callback = $"http://127.0.0.1:{port}/hub/oauth_callback";
        await using var provider = await RealProvider.StartAsync(callback);
        await using var context = await Browser.ContextAsync(new BrowserNewContextOptions { BaseURL = $"http://127.0.0.1:{port}" });
        await using var hub = await HubApplication.StartAsync(
            new HubConfiguration
            {
                Authenticator = new AuthenticatorOptions { AuthenticatorClass = "generic-oauth", AllowAll = true },
                OAuth = new OAuthenticatorOptions
                {
                    Issuer = provider.Issuer,
                    ClientId = "the-hub",
                    ClientSecret = "a secret of some length",
                    OauthCallbackUrl = callback,
                    UsernameClaim = "preferred_username",
                    Scope = ["openid", "profile"],
                },
            },
            port: port);
        // Its pages name fonts of another site, which must not decide about a test.
        await context.RouteAsync(url => new Uri(url).Host != "127.0.0.1", route => route.AbortAsync());
        var page = await context.NewPageAsync();

        await page.GotoAsync("/hub/token");
        await page.ClickAsync("a.service-login");
        await page.FillAsync("input[name=login]", "grace");
        await page.FillAsync("input[name=password]", "anything");
        await page.ClickAsync("button[type=submit]");
        await page.Locator("input[name=prompt][value=consent]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await page.ClickAsync("button[type=submit]");
        await page.ArriveAtAsync("**/hub/token");
        (await page.ContentAsync()).ShouldContain("data-user=\"grace\"");
        // Neither code nor state stays in the address, and no script of the page could read the login.
        page.Url.ShouldNotContain("code=");
        (await page.EvaluateAsync<string>("document.cookie")).ShouldNotContain("hub-login");

        await page.GotoAsync("/hub/logout");
        await page.GotoAsync("/hub/home");
        page.Url.ShouldContain("/hub/login");
    }
}
