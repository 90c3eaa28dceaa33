using System.Net;
using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Authenticators.OAuth;
using Hub.Domain.Configuration;
using Hub.Domain.Users;
using Hub.Tests.Support;
using Hub.Tests.Support.Providers;

namespace Hub.Tests.Journeys;

/// <summary>Signing in at an OpenID Connect provider that nobody here wrote.</summary>
public sealed class OpenIdConnectTests
{
    private RealProvider provider = null!;

    [OneTimeSetUp]
    public async Task StartProvider() => provider = await RealProvider.StartAsync();

    [OneTimeTearDown]
    public async Task StopProvider()
    {
        if (provider is not null)
            await provider.DisposeAsync();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_user_signs_in_and_stays_signed_in_while_the_provider_agrees(bool fromToken)
    {
        await using var hub = await HubApplication.StartAsync(Configuration(fromToken));
        using var browser = new PageClient(hub.Port);
        using var away = await browser.GetAsync("/hub/oauth_login?next=/hub/home");
        using var back = await browser.GetAsync(await provider.SignInAsync(away.Place()!, "ada"));
        back.StatusCode.ShouldBe(HttpStatusCode.Redirect, await back.TextAsync());
        back.Place().ShouldBe("/hub/home");
        using var home = await browser.GetAsync("/hub/home");
        (await home.TextAsync()).ShouldContain("data-user=\"ada\"");

        var user = (await hub.Get<IUserStore>().FindAsync("ada", default))!;
        var state = (await hub.Get<AuthStateKeeper>().ReadAsync(user, default))!;
        state["refresh_token"].ShouldNotBeNull();
        var before = state["access_token"]!.ToString();
        (await hub.Get<IAuthenticator>().RefreshAsync(new KnownUser("ada", state), default)).ShouldBeOfType<Refresh.Renewed>();
        // A token nobody takes is renewed at the provider with the refresh token.
        state["token_response"]!["access_token"] = "made up";
        state["token_response"]!["id_token"] = "made up";
        var renewed = (await hub.Get<IAuthenticator>().RefreshAsync(new KnownUser("ada", state), default)).ShouldBeOfType<Refresh.Renewed>();
        renewed.User.AuthState!["access_token"]!.ToString().ShouldNotBe(before);
    }

    [Test]
    public async Task An_address_the_provider_does_not_vouch_for_lets_nobody_in()
    {
        await using var hub = await HubApplication.StartAsync(Configuration(fromToken: false));
        using var browser = new PageClient(hub.Port);
        using var away = await browser.GetAsync("/hub/oauth_login");
        using var back = await browser.GetAsync(await provider.SignInAsync(away.Place()!, "eve"));
        back.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    /// <summary>The token is as the provider has signed it, but for what the case says; each of them is refused, and the same login without it is not.</summary>
    [TestCase("")]
    [TestCase("another signature")]
    [TestCase("the nonce of another login")]
    [TestCase("past its end")]
    public async Task What_the_provider_has_signed_counts_as_it_is_for_this_login_and_now(string flaw)
    {
        await using var relay = await TokenRelay.StartAsync(provider.Issuer + "/token", flaw == "another signature");
        var configuration = Configuration(fromToken: true);
        await using var hub = await HubApplication.StartAsync(configuration with { OAuth = configuration.OAuth with { TokenUrl = relay.Url } });
        using var browser = new PageClient(hub.Port);
        using var away = await browser.GetAsync("/hub/oauth_login");
        var place = away.Place()!;
        if (flaw == "the nonce of another login")
            place = System.Text.RegularExpressions.Regex.Replace(place, "nonce=[^&]+", "nonce=that-of-another-login-which-is-long-enough");
        var callback = await provider.SignInAsync(place, "ada");
        if (flaw == "past its end")
            hub.Clock.Advance(RealProvider.TokenLife + TimeSpan.FromMinutes(2));
        using var back = await browser.GetAsync(callback);
        relay.Asked.ShouldBe(1);
        back.StatusCode.ShouldBe(flaw.Length == 0 ? HttpStatusCode.Redirect : HttpStatusCode.Forbidden, await back.TextAsync());
        (browser.Cookie("jupyterhub-hub-login") is null).ShouldBe(flaw.Length > 0);
        if (flaw.Length > 0)
            (await back.TextAsync()).ShouldContain("could not be verified");
    }

    private HubConfiguration Configuration(bool fromToken) => new()
    {
        Authenticator = new AuthenticatorOptions { AuthenticatorClass = "generic-oauth", EnableAuthState = true },
        Crypt = new CryptOptions { Keys = [new string('b', 64)] },
        OAuth = new OAuthenticatorOptions
        {
            Issuer = provider.Issuer,
            ClientId = "the-hub",
            ClientSecret = "a secret of some length",
            OauthCallbackUrl = RealProvider.Callback,
            // In its identity token this provider leaves out what it tells at the other endpoint.
            UsernameClaim = fromToken ? "sub" : "preferred_username",
            AllowedDomains = new HashSet<string> { fromToken ? "none.example" : "uni.example" },
            AllowedScopes = fromToken ? ["openid"] : [],
            UserdataFromIdToken = fromToken,
            Scope = ["openid", "email", "profile", "offline_access"],
            ExtraAuthorizeParams = new Dictionary<string, string> { ["prompt"] = "consent" },
        },
    };
}
