using System.Text.Json;
using Hub.Domain.Access;
using Hub.Domain.Authenticators;
using Hub.Domain.Configuration;
using Hub.Domain.Routes;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Tests.Api.Configuration;

/// <summary>What settings do to where a browser is led and what it is given.</summary>
public sealed class PageSettingTests
{
    private TinyServers machine = null!;

    [SetUp]
    public void SwitchOn() => machine = new TinyServers();

    [TearDown]
    public async Task SwitchOff() => await machine.DisposeAsync();

    [TestCase("", true, "/hub/spawn", "/user/ada/")]
    [TestCase("", false, "/hub/home", "/hub/home")]
    [TestCase("/services/welcome/", true, "/services/welcome/", "/services/welcome/")]
    public async Task Where_a_login_leads(string defaultUrl, bool toServer, string stopped, string running)
    {
        await using var hub = await StartAsync(new HubConfiguration { Pages = new PageOptions { DefaultUrl = defaultUrl, RedirectToServer = toServer } });
        using var browser = new PageClient(hub.Port);
        using var login = await browser.LoginAsync("ada");
        login.Place().ShouldBe(stopped);
        await browser.GetAsync("/hub/spawn");
        await Eventually.Until(() => browser.GetAsync("/hub/spawn-pending/ada"), answer => answer.Place() == "/user/ada/");
        using var root = await browser.GetAsync("/hub/");
        root.Place().ShouldBe(running);
    }

    [TestCase(true, "/hub/spawn/ada/lab?next=%2Fuser%2Fada%2Flab%2Ftree%3Fx%3D1")]
    [TestCase(false, "/hub/spawn/ada?next=%2Fuser%2Fada%2Ftree%3Fx%3D1")]
    public async Task The_default_server_name_counts_where_a_link_names_none(bool named, string place)
    {
        await using var hub = await StartAsync(new HubConfiguration { Servers = new ServerOptions { AllowNamedServers = named, DefaultServerName = "lab" } });
        using var browser = new PageClient(hub.Port);
        await browser.LoginAsync("ada");
        using var answer = await browser.GetAsync("/hub/user-redirect/tree?x=1");
        answer.Place().ShouldBe(place);
    }

    [TestCase(0, "0")]
    [TestCase(2.5, "2.5")]
    public async Task The_page_of_a_stopped_server_starts_it_by_itself_where_that_is_wanted(double seconds, string shown)
    {
        await using var hub = await StartAsync(new HubConfiguration { Servers = new ServerOptions { ImplicitSpawnSeconds = seconds } });
        using var browser = new PageClient(hub.Port);
        await browser.LoginAsync("ada");
        using var page = await browser.GetAsync("/hub/user/ada/lab");
        (await page.TextAsync()).ShouldContain($"data-starts-by=\"{shown}\"");
    }

    [Test]
    public async Task Cookies_live_as_long_and_have_the_attributes_that_are_configured()
    {
        await using var hub = await StartAsync(new HubConfiguration
        {
            Sessions = new SessionOptions
            {
                CookieMaxAgeDays = 0.5,
                CookieOptions = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>("""{"samesite": "Strict", "Partitioned": true}""")!,
            },
        });
        using var browser = new PageClient(hub.Port);
        using var login = await browser.LoginAsync("ada");
        var cookies = login.Headers.GetValues("Set-Cookie").ToList();
        cookies.ShouldAllBe(cookie => cookie.Contains("samesite=strict") && cookie.Contains("Partitioned"));
        using var home = await browser.GetAsync("/hub/home");
        home.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        var own = cookies.Single(cookie => cookie.StartsWith("jupyterhub-hub-login="));
        var expires = DateTimeOffset.Parse(own.Split("expires=")[1].Split(';')[0]);
        (expires - DateTimeOffset.UtcNow).TotalHours.ShouldBe(12, 0.2);
    }

    [Test]
    public async Task The_host_a_trusted_proxy_names_is_read_from_the_header_that_is_configured()
    {
        await using var hub = await StartAsync(new HubConfiguration { Urls = new HubUrlOptions { ForwardedHostHeader = "X-Real-Host" } });
        using var admin = new TokenClient(hub.Port, await MintedTokens.OfAsync(hub, "admin", "inherit"));
        await admin.PostAsync("users/ann");
        (await NextAsync("X-Real-Host")).ShouldBe("http://hub.example.org/hub/api/users?offset=1&limit=1");
        (await NextAsync("X-Forwarded-Host")).ShouldBe($"http://127.0.0.1:{hub.Port}/hub/api/users?offset=1&limit=1");
        async Task<string?> NextAsync(string header) =>
            (await admin.GetAsync("users?limit=1", (header, "hub.example.org"), ("Accept", "application/jupyterhub-pagination+json")))
                .Json["_pagination"]!["next"]!.Value<string>("url");
    }

    private Task<HubApplication> StartAsync(HubConfiguration configuration) => HubApplication.StartAsync(
        configuration with
        {
            Authenticator = new AuthenticatorOptions { AuthenticatorClass = "dummy", AllowAll = true, AdminUsers = new HashSet<string> { "admin" } },
        },
        services =>
        {
            services.Replace(ServiceDescriptor.Singleton<ISpawner>(new TinySpawner(machine)));
            services.Replace(ServiceDescriptor.Singleton<IProxy>(new ForgetfulProxy()));
        });
}
