using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Authenticators.OAuth;
using Hub.Domain.Configuration;
using Hub.Domain.Routes;
using Hub.Domain.Spawners;
using Hub.Tests.Api.OAuth;
using Hub.Tests.Support;
using Hub.Tests.Support.Providers;
using Hub.Tests.Support.Spawners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Newtonsoft.Json.Linq;
using Npgsql;

namespace Hub.Tests.Api.Replicas;

/// <summary>Logins where there are two hubs: begun on one they go on on the other, and they end on both.</summary>
public sealed class SignInOnTwoHubsTests
{
    // What one hub says reaches the other in milliseconds; without it, what is remembered would last ten times as long as this.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    private static readonly HubConfiguration s_basis =
        ApiFixture.Basis with { Services = OAuthFlow.Configuration.Services, Roles = OAuthFlow.Configuration.Roles };

    private ApiPair pair = null!;
    private PageClient onA = null!;
    private PageClient onB = null!;

    [OneTimeSetUp]
    public async Task StartHubs() => pair = await ApiPair.StartAsync(s_basis, machine => new TinySpawner(machine));

    [OneTimeTearDown]
    public async Task StopHubs() => await pair.DisposeAsync();

    [SetUp]
    public void OpenBrowsers() => (onA, onB) = (new PageClient(pair.A.Port), new PageClient(pair.B.Port));

    [TearDown]
    public void CloseBrowsers()
    {
        onA.Dispose();
        onB.Dispose();
    }

    [Test]
    public async Task A_login_on_one_hub_is_a_login_on_the_other_forms_and_all()
    {
        using (await onA.LoginAsync("ada")) { }
        using var page = await onA.GetAsync("/hub/token");
        GoOver();
        using var home = await onB.GetAsync("/hub/home");
        (await home.TextAsync()).ShouldContain("data-user=\"ada\"");
        using var made = await onB.SendAsync(HttpMethod.Post, "/hub/api/users/ada/tokens", null, ("X-XSRFToken", await PageClient.XsrfOf(page)));
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Test]
    public async Task An_OAuth_login_begun_on_one_hub_is_finished_on_the_other()
    {
        using (await onA.LoginAsync("ben")) { }
        var code = await OAuthFlow.CodeAsync(onA, ("code_challenge", OAuthFlow.Challenge), ("code_challenge_method", "S256"));
        using var answer = await OAuthFlow.ExchangeAsync(onB, code, ("code_verifier", OAuthFlow.Verifier));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var token = JObject.Parse(await answer.TextAsync()).Value<string>("access_token")!;
        // Both hubs remember the token from now on.
        foreach (var hub in new[] { onA, onB })
            (await OAuthFlow.WhoAsync(hub, token))!.Value<string>("name").ShouldBe("ben");
        // Shown again, on the hub where it was not shown before.
        using var again = await OAuthFlow.ExchangeAsync(onA, code, ("code_verifier", OAuthFlow.Verifier));
        again.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await Eventually.True(async () => await OAuthFlow.WhoAsync(onB, token) is null, Soon);
    }

    [Test]
    public async Task A_logout_on_one_hub_ends_the_session_and_its_tokens_on_the_other()
    {
        using (await onA.LoginAsync("cleo")) { }
        var token = await TokenOfSessionAsync(onA);
        GoOver();
        await ShouldBeInAsync(token);
        using (await onA.GetAsync("/hub/logout")) { }
        await ShouldBeOutAsync(token);
    }

    [Test]
    public async Task Signing_out_everywhere_on_one_hub_ends_every_session_and_its_tokens_on_the_other()
    {
        using (await onA.LoginAsync("dora")) { }
        var token = await TokenOfSessionAsync(onA);
        GoOver();
        await ShouldBeInAsync(token);
        (await pair.OnA.DeleteAsync("users/dora/sessions")).ShouldBe(204);
        await ShouldBeOutAsync(token);
    }

    [Test]
    public async Task Whoever_is_deleted_on_one_hub_is_out_on_the_other_and_their_server_ends()
    {
        using (await onA.LoginAsync("emil")) { }
        (await pair.OnA.PostAsync("users/emil/server")).ShouldBe(201);
        var token = await TokenOfSessionAsync(onA);
        GoOver();
        await ShouldBeInAsync(token);
        (await pair.OnA.DeleteAsync("users/emil")).ShouldBe(204);
        await ShouldBeOutAsync(token);
        pair.Machine.Ids.ShouldBeEmpty();
    }

    [Test]
    public async Task Whoever_is_blocked_is_out_on_both_and_their_server_ends()
    {
        using (await onA.LoginAsync("mallory")) { }
        (await pair.OnA.PostAsync("users/mallory/server")).ShouldBe(201);
        var token = await TokenOfSessionAsync(onA);
        GoOver();
        await ShouldBeInAsync(token);
        var blocking = s_basis with { Authenticator = s_basis.Authenticator with { BlockedUsers = new HashSet<string> { "Mallory" } } };
        await using var next = await HubApplication.StartAsync(
            blocking,
            services =>
            {
                services.Replace(ServiceDescriptor.Singleton<ISpawner>(new TinySpawner(pair.Machine)));
                services.Replace(ServiceDescriptor.Singleton<IProxy>(pair.Proxy));
            },
            beside: pair.A);
        await ShouldBeOutAsync(token);
        await Eventually.True(async () => !(await pair.OnB.GetAsync("users/mallory")).Json["servers"]!.Any());
        pair.Machine.Ids.ShouldBeEmpty();
    }

    [Test]
    public async Task A_login_at_a_provider_begun_on_one_hub_is_finished_on_the_other()
    {
        await using var provider = await FakeProvider.StartAsync();
        provider.Claims = new JsonObject { ["sub"] = "1234", ["preferred_username"] = "finn" };
        await using var elsewhere = await ApiPair.StartAsync(AtProvider(provider), machine => new TinySpawner(machine));
        provider.Clock = elsewhere.A.Clock;
        using var begun = new PageClient(elsewhere.A.Port);
        using var finished = new PageClient(elsewhere.B.Port);
        var callback = await begun.CallbackAsync("?next=/hub/home");
        finished.Cookies.Add(begun.Cookies.GetAllCookies());
        using var back = await finished.GetAsync(callback);
        back.Place().ShouldBe("/hub/home");
        using var home = await finished.GetAsync("/hub/home");
        (await home.TextAsync()).ShouldContain("data-user=\"finn\"");
    }

    [Test]
    public async Task Hubs_that_ask_a_provider_about_a_user_at_once_renew_the_token_once()
    {
        await using var provider = await FakeProvider.StartAsync();
        provider.Claims = new JsonObject { ["sub"] = "1234", ["preferred_username"] = "gus" };
        provider.RotatesRefreshTokens = true;
        await using var elsewhere = await ApiPair.StartAsync(AtProvider(provider), machine => new TinySpawner(machine));
        provider.Clock = elsewhere.A.Clock;
        using var first = new PageClient(elsewhere.A.Port);
        using var second = new PageClient(elsewhere.B.Port);
        (await first.LoginElsewhereAsync()).Dispose();
        second.Cookies.Add(first.Cookies.GetAllCookies());
        var gate = new TaskCompletionSource();
        (provider.TakesTokens, provider.TokensMayGo) = (false, gate.Task);
        provider.Asked.Clear();
        elsewhere.A.Clock.Advance(TimeSpan.FromSeconds(61));
        elsewhere.B.Clock.Advance(TimeSpan.FromSeconds(61));

        var onFirst = first.GetAsync("/hub/home");
        await Eventually.True(() => TokenRequests() == 1);
        var onSecond = second.GetAsync("/hub/home");
        await using var rows = new NpgsqlConnection(elsewhere.A.ConnectionString);
        await Eventually.True(async () => TokenRequests() == 2
            || await rows.ExecuteScalarAsync<int>("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 18517 AND NOT granted") > 0);
        gate.SetResult();

        using var one = await onFirst;
        using var other = await onSecond;
        (one.StatusCode, other.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        provider.Refreshes.ShouldBe(1);

        int TokenRequests() => provider.Asked.ToList().Count(path => path.EndsWith("/token", StringComparison.Ordinal));
    }

    private static HubConfiguration AtProvider(FakeProvider provider) => ApiFixture.Basis with
    {
        Authenticator = ApiFixture.Basis.Authenticator with
        {
            AuthenticatorClass = "generic-oauth",
            EnableAuthState = true,
            AuthRefreshAge = TimeSpan.FromSeconds(60),
        },
        Crypt = new CryptOptions { Keys = [new string('a', 64)] },
        OAuth = new OAuthenticatorOptions { Issuer = provider.Url, ClientId = "the-hub", ClientSecret = "secret", UsernameClaim = "preferred_username" },
    };

    private void GoOver() => onB.Cookies.Add(onA.Cookies.GetAllCookies());

    /// <summary>What a server or service of the session has of its user.</summary>
    private static async Task<string> TokenOfSessionAsync(PageClient browser)
    {
        using var answer = await OAuthFlow.ExchangeAsync(browser, await OAuthFlow.CodeAsync(browser));
        return JObject.Parse(await answer.TextAsync()).Value<string>("access_token")!;
    }

    private async Task ShouldBeInAsync(string token)
    {
        using var home = await onB.GetAsync("/hub/home");
        home.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await OAuthFlow.WhoAsync(onB, token)).ShouldNotBeNull();
    }

    private async Task ShouldBeOutAsync(string token)
    {
        await Eventually.True(async () => await OAuthFlow.WhoAsync(onB, token) is null, Soon);
        using var home = await onB.GetAsync("/hub/home");
        home.Place().ShouldStartWith("/hub/login");
        using var there = await onA.GetAsync("/hub/home");
        there.Place().ShouldStartWith("/hub/login");
        (await OAuthFlow.WhoAsync(onA, token)).ShouldBeNull();
    }
}
