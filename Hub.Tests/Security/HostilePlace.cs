using Hub.Domain.Access;
using Hub.Domain.Configuration;
using Hub.Domain.Routes;
using Hub.Domain.Spawners;
using Hub.Tests.Proxy.Support;
using Hub.Tests.Support;
using Hub.Tests.Support.Secrets;
using Hub.Tests.Support.Spawners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;

namespace Hub.Tests.Security;

/// <summary>
/// A hub behind the real proxy, where Mallory's server serves a page, and a real browser in which Ada is signed in. She signs in once
/// for all tests; whoever plants cookies does so in a copy of her browser.
/// </summary>
public sealed class HostilePlace : IAsyncDisposable
{
    private readonly TinyServers machine = new() { Body = ("text/html", "<!doctype html><title>mine</title><body><p>Look here") };
    private RunningProxy proxy = null!;
    private ConfigurableProxy routes = null!;
    private HubApplication hub = null!;
    private IPage watch = null!;
    private string? loginOfMallory;

    private HostilePlace(bool hasSubdomains, bool hasPrefix) => (HasSubdomains, HasPrefix) = (hasSubdomains, hasPrefix);

    public bool HasSubdomains { get; }

    public bool HasPrefix { get; }

    public string Origin { get; private set; } = "";

    /// <summary>The address of Mallory's page.</summary>
    public string Hostile { get; private set; } = "";

    public TokenClient Admin { get; private set; } = null!;

    /// <summary>Ada's browser.</summary>
    public IBrowserContext Ada { get; private set; } = null!;

    /// <summary>The heads of the requests that Mallory's server got.</summary>
    public IEnumerable<string> Heard => machine.Heard;

    /// <param name="hasSubdomains">Whether each user has a host; else all is on one.</param>
    /// <param name="hasPrefix">Whether the login's cookie begins with <c>__Host-</c>.</param>
    public static async Task<HostilePlace> StartAsync(bool hasSubdomains, bool hasPrefix)
    {
        var place = new HostilePlace(hasSubdomains, hasPrefix);
        await place.StartHubAsync();
        place.Ada = await Browser.ContextAsync();
        place.watch = await place.Ada.NewPageAsync();
        await place.SignInAsync(place.watch, "ada");
        return place;
    }

    /// <summary>Another browser with all that Ada's has kept.</summary>
    public async Task<IBrowserContext> CopyOfAdasAsync() =>
        await Browser.ContextAsync(new BrowserNewContextOptions { StorageState = await Ada.StorageStateAsync() });

    /// <summary>What would sign somebody in as Mallory.</summary>
    public async Task<string> LoginOfMalloryAsync()
    {
        if (loginOfMallory is not null)
            return loginOfMallory;
        await using var other = await Browser.ContextAsync();
        await SignInAsync(await other.NewPageAsync(), "mallory");
        return loginOfMallory = (await other.CookiesAsync()).Single(cookie => cookie.Name.EndsWith("jupyterhub-hub-login", StringComparison.Ordinal)).Value;
    }

    /// <summary>Nobody started a server, made a token, or ended the login in her name.</summary>
    public async Task NothingHappenedAsync()
    {
        var ada = (await Admin.GetAsync("users/ada")).Json;
        ada["servers"]!.ShouldBeEmpty();
        (await Admin.GetAsync("users/ada/tokens")).Json["api_tokens"]!.ShouldBeEmpty();
        // She looks from a page of the hub that is open already, which costs no new one.
        (await watch.EvaluateAsync<string>(
            """
            async () => new DOMParser().parseFromString(await (await fetch("/hub/home")).text(), "text/html").body.dataset.user ?? ""
            """)).ShouldBe("ada");
    }

    public async ValueTask DisposeAsync()
    {
        if (Ada is not null)
        {
            // What only a browser has seen is a secret too.
            foreach (var cookie in (await Ada.CookiesAsync()).Where(cookie => cookie.Name.EndsWith("hub-login", StringComparison.Ordinal)))
                UsedSecrets.At(hub.Port)!.Add("cookie", cookie.Value);
            await Ada.CloseAsync();
        }

        Admin?.Dispose();
        if (hub is not null)
            await hub.DisposeAsync();
        routes?.Dispose();
        if (proxy is not null)
            await proxy.DisposeAsync();
        await machine.DisposeAsync();
    }

    private async Task StartHubAsync()
    {
        var hubPort = FreePort.Next();
        proxy = await RunningProxy.StartAsync(options =>
        {
            options.DefaultTarget = $"http://127.0.0.1:{hubPort}";
            options.HostRouting = HasSubdomains;
        });
        var port = proxy.Host.PublicEndPoint!.Port;
        Origin = HasSubdomains ? $"http://hub.localhost:{port}" : $"http://127.0.0.1:{port}";
        Hostile = (HasSubdomains ? $"http://mallory.hub.localhost:{port}" : Origin) + "/user/mallory/";
        routes = new ConfigurableProxy(
            new ConfigurableProxySettings(new ProxyEndpoint(proxy.Api.BaseAddress!, RunningProxy.Token)) { HostRouting = HasSubdomains },
            TimeProvider.System, NullLogger<ConfigurableProxy>.Instance);
        hub = await HubApplication.StartAsync(
            ApiFixture.Basis with
            {
                Urls = new HubUrlOptions { SubdomainHost = HasSubdomains ? Origin : "" },
                Sessions = new SessionOptions { CookieHostPrefixEnabled = HasPrefix },
            },
            services =>
            {
                services.Replace(ServiceDescriptor.Singleton<ISpawner>(new TinySpawner(machine)));
                services.Replace(ServiceDescriptor.Singleton<IProxy>(routes));
            },
            port: hubPort);
        Admin = new TokenClient(hub.Port, await MintedTokens.OfAsync(hub, "admin", "inherit"));
        await Admin.PostAsync("users", """{"usernames": ["ada", "mallory"]}""");
        (await Admin.PostAsync("users/mallory/server")).ShouldBe(201);
    }

    private async Task SignInAsync(IPage page, string name)
    {
        await page.GotoAsync(Origin + "/hub/login?next=/hub/home");
        await page.GetByLabel("Username:").FillAsync(name);
        await page.GetByLabel("Password:").FillAsync("password");
        await page.ClickAsync("#login_submit");
        await page.ArriveAtAsync("**/hub/home");
    }
}
