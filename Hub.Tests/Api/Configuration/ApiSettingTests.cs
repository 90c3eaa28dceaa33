using System.Net;
using Hub.Domain.Activity;
using Hub.Domain.Configuration;
using Hub.Domain.Routes;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Domain.Tokens;
using Hub.Domain.Upkeep;
using Hub.Tests.Api.OAuth;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Configuration;

/// <summary>What settings of the hub do to the REST API.</summary>
public sealed class ApiSettingTests
{
    private const string Paged = "application/jupyterhub-pagination+json";

    private readonly ForgetfulProxy proxy = new();
    private TinyServers machine = null!;

    [SetUp]
    public void SwitchOn() => machine = new TinyServers();

    [TearDown]
    public async Task SwitchOff() => await machine.DisposeAsync();

    [Test]
    public async Task Pages_are_as_long_as_the_settings_say()
    {
        await using var hub = await StartAsync(ApiFixture.Basis with { Paging = new PagingOptions { ApiPageDefaultLimit = 2, ApiPageMaxLimit = 3 } });
        using var admin = await AdminAsync(hub);
        await admin.PostAsync("users", """{"usernames": ["a", "b", "c", "d"]}""");
        (await LimitAsync("users")).ShouldBe(2);
        (await LimitAsync("users?limit=1")).ShouldBe(1);
        (await LimitAsync("users?limit=50")).ShouldBe(3);
        (await admin.GetAsync("users")).Json.Count().ShouldBe(3);
        (await LimitAsync("share-codes/admin")).ShouldBe(2);
        async Task<int> LimitAsync(string path) => (await admin.GetAsync(path, ("Accept", Paged))).Json["_pagination"]!.Value<int>("limit");
    }

    [Test]
    public async Task Names_are_mapped_wherever_somebody_writes_them()
    {
        await using var hub = await StartAsync(ApiFixture.Basis with
        {
            Authenticator = ApiFixture.Basis.Authenticator with { UsernameMap = new Dictionary<string, string> { ["robert"] = "bob" } },
        });
        using var admin = await AdminAsync(hub);
        (await admin.PostAsync("users", """{"usernames": ["Robert"]}""")).Json.Single().Value<string>("name").ShouldBe("bob");
        (await admin.PostAsync("groups/club", """{"users": ["ROBERT"]}""")).Json["users"]!.Values<string>().ShouldBe(["bob"]);
        using var browser = new PageClient(hub.Port);
        (await browser.LoginAsync("robert")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await admin.GetAsync("users?name_filter=rob")).ShouldBe(200, "[]");
    }

    [Test]
    public async Task Over_the_limit_of_active_servers_a_start_is_429_until_one_is_gone()
    {
        await using var hub = await StartAsync(ApiFixture.Basis with { Servers = new ServerOptions { ActiveServerLimit = 1 } });
        using var admin = await AdminAsync(hub);
        await admin.PostAsync("users/ann");
        (await admin.PostAsync("users/ann/server")).ShouldBe(201);
        var refused = await admin.PostAsync("users/admin/server");
        refused.ShouldFail(429, "Active user limit exceeded. Try again in a few minutes.");
        refused.Headers.Keys.ShouldNotContain("Retry-After");
        (await admin.DeleteAsync("users/ann/server")).ShouldBe(204);
        (await admin.PostAsync("users/admin/server")).ShouldBe(201);
    }

    [Test]
    public async Task A_token_of_an_oauth_login_lives_as_long_as_the_setting_says()
    {
        await using var hub = await HubApplication.StartAsync(
            OAuthFlow.Configuration with { Tokens = new TokenOptions { OauthTokenExpiresIn = TimeSpan.FromMinutes(10), OauthRequirePkce = true } });
        using var browser = new PageClient(hub.Port);
        using var program = new PageClient(hub.Port);
        await browser.LoginAsync("ada");
        // Without a challenge there is no code where one is required.
        using var refused = await browser.GetAsync(OAuthFlow.Authorize());
        OAuthFlow.Query(refused.Place()!)["error"].ShouldBe("invalid_request");
        var code = await OAuthFlow.CodeAsync(browser, ("code_challenge", OAuthFlow.Challenge), ("code_challenge_method", "S256"));
        using var answer = await OAuthFlow.ExchangeAsync(program, code, ("code_verifier", OAuthFlow.Verifier));
        var token = JObject.Parse(await answer.TextAsync());
        token.Value<int>("expires_in").ShouldBe(600);
        (await OAuthFlow.WhoAsync(program, token.Value<string>("access_token")!)).ShouldNotBeNull();
        using var listed = await program.GetAsync("/hub/api/users/ada/tokens", ("Authorization", $"token {await MintedTokens.OfAsync(hub, "ada", "inherit")}"));
        var kept = JObject.Parse(await listed.TextAsync())["api_tokens"]!.Single(one => one.Value<string>("oauth_client") == "JupyterHub service app");
        (DateTimeOffset.Parse(kept.Value<string>("expires_at")!) - DateTimeOffset.Parse(kept.Value<string>("created")!)).TotalSeconds.ShouldBe(600, 5);
    }

    [Test]
    public async Task Routes_of_the_configuration_are_kept_and_cannot_be_taken_away_by_hand()
    {
        await using var hub = await StartAsync(ApiFixture.Basis with
        {
            Proxy = new ProxyClientOptions { ExtraRoutes = new Dictionary<string, string> { ["/docs"] = "http://127.0.0.1:7" } },
        });
        using var admin = await AdminAsync(hub);
        proxy.Forget();
        (await admin.PostAsync("proxy")).ShouldBe(200);
        JsonShape.Compare((await admin.GetAsync("proxy")).Json["/docs/"]!, JsonShape.Parse(
            """{"routespec": "/docs/", "target": "http://127.0.0.1:7", "data": {"extra": true}}"""));
        (await admin.DeleteAsync("proxy/docs")).ShouldFail(404);
        (await admin.PostAsync("proxy", """{"path": "/docs", "target": "http://127.0.0.1:8"}""")).ShouldFail(409);
    }

    [Test]
    public async Task The_hub_takes_what_part_of_the_traffic_the_setting_says()
    {
        await using var hub = await StartAsync(ApiFixture.Basis with { Urls = new HubUrlOptions { HubRoutespec = "/hub/" } });
        using var admin = await AdminAsync(hub);
        (await admin.PostAsync("proxy")).ShouldBe(200);
        var routes = (JObject)(await admin.GetAsync("proxy")).Json;
        routes.Properties().Select(route => route.Name).ShouldBe(["/hub/"]);
        routes["/hub/"]!["data"]!.Value<bool>("hub").ShouldBeTrue();
    }

    [Test]
    public async Task What_the_proxy_has_seen_counts_and_who_was_active_lately_is_logged()
    {
        await using var hub = await StartAsync(ApiFixture.Basis with
        {
            Activity = new ActivityOptions { ActiveUserWindow = TimeSpan.FromSeconds(77) },
            Log = new LogOptions { LogLevel = HubLogLevel.Debug },
        });
        using var admin = await AdminAsync(hub);
        await admin.PostAsync("users/ann");
        await admin.PostAsync("users/ann/server");
        var at = DateTimeOffset.UtcNow.AddMinutes(5);
        proxy.Saw(Routespec.Parse("/user/ann/"), at);
        await hub.Get<ProxyActivity>().RunOnceAsync(CancellationToken.None);
        await hub.Get<ActivityRecorder>().FlushAsync(CancellationToken.None);
        DateTimeOffset.Parse((await admin.GetAsync("users/ann")).Json.Value<string>("last_activity")!).ShouldBe(at, TimeSpan.FromMilliseconds(1));
        hub.Log.Text.ShouldContain("1 users were active in the last 77 seconds");
    }

    private Task<HubApplication> StartAsync(HubConfiguration configuration) => HubApplication.StartAsync(configuration, services =>
    {
        services.Replace(ServiceDescriptor.Singleton<ISpawner>(new TinySpawner(machine)));
        services.Replace(ServiceDescriptor.Singleton<IProxy>(proxy));
    });

    private static async Task<TokenClient> AdminAsync(HubApplication hub) => new(hub.Port, await MintedTokens.OfAsync(hub, "admin", "inherit"));
}
