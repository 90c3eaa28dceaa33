using Hub.Domain.Access;
using Hub.Domain.Configuration;
using Hub.Domain.Routes;
using Hub.Domain.Spawners;
using Hub.Tests.Proxy.Support;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;

namespace Hub.Tests.Security;

/// <summary>
/// Ada, who is signed in, opens a page of Mallory's server, whose scripts try what they can, in a real browser and through the real proxy:
/// all on one host, and with a host for each user.
/// </summary>
[TestFixture("path")]
[TestFixture("subdomains")]
[TestFixture("subdomains and __Host-")]
public sealed class HostilePageTests(string mode)
{
    private static readonly string[] s_names = ["jupyterhub-hub-login", "jupyterhub-session-id", "_xsrf"];

    private readonly TinyServers machine = new() { Body = ("text/html", "<!doctype html><title>mine</title><body><p>Look here") };
    private RunningProxy proxy = null!;
    private ConfigurableProxy routes = null!;
    private HubApplication hub = null!;
    private TokenClient admin = null!;
    private string origin = "";
    private string hostile = "";
    private IBrowserContext browser = null!;
    private IPage page = null!;

    private bool HasSubdomains => mode != "path";

    private bool HasPrefix => mode.EndsWith("__Host-", StringComparison.Ordinal);

    [OneTimeSetUp]
    public async Task StartHub()
    {
        var hubPort = FreePort.Next();
        proxy = await RunningProxy.StartAsync(options =>
        {
            options.DefaultTarget = $"http://127.0.0.1:{hubPort}";
            options.HostRouting = HasSubdomains;
        });
        var port = proxy.Host.PublicEndPoint!.Port;
        origin = HasSubdomains ? $"http://hub.localhost:{port}" : $"http://127.0.0.1:{port}";
        hostile = (HasSubdomains ? $"http://mallory.hub.localhost:{port}" : origin) + "/user/mallory/";
        routes = new ConfigurableProxy(
            new ConfigurableProxySettings(new ProxyEndpoint(proxy.Api.BaseAddress!, RunningProxy.Token)) { HostRouting = HasSubdomains },
            TimeProvider.System, NullLogger<ConfigurableProxy>.Instance);
        hub = await HubApplication.StartAsync(
            ApiFixture.Basis with
            {
                Urls = new HubUrlOptions { SubdomainHost = HasSubdomains ? origin : "" },
                Sessions = new SessionOptions { CookieHostPrefixEnabled = HasPrefix },
            },
            services =>
            {
                services.Replace(ServiceDescriptor.Singleton<ISpawner>(new TinySpawner(machine)));
                services.Replace(ServiceDescriptor.Singleton<IProxy>(routes));
            },
            port: hubPort);
        admin = new TokenClient(hub.Port, await MintedTokens.OfAsync(hub, "admin", "inherit"));
        await admin.PostAsync("users", """{"usernames": ["ada", "mallory"]}""");
        (await admin.PostAsync("users/mallory/server")).ShouldBe(201);
    }

    [OneTimeTearDown]
    public async Task StopHub()
    {
        admin?.Dispose();
        if (hub is not null)
            await hub.DisposeAsync();
        routes?.Dispose();
        if (proxy is not null)
            await proxy.DisposeAsync();
        await machine.DisposeAsync();
    }

    [SetUp]
    public async Task OpenTheHostilePageAsAda()
    {
        browser = await Browser.ContextAsync();
        page = await browser.NewPageAsync();
        await SignInAsync(page, "ada");
        (await UserAsync()).ShouldBe("ada");
        await page.GotoAsync(hostile);
        (await page.TitleAsync()).ShouldBe("mine");
    }

    [TearDown]
    public async Task CloseBrowser() => await browser.CloseAsync();

    [Test, Advisory("CVE-2024-28233")]
    public async Task It_reads_no_cookie_of_the_hub_and_its_server_gets_none_that_opens_anything()
    {
        var seen = await page.EvaluateAsync<string>("document.cookie");
        // A page may call its own address whatever it likes on its origin, and then sees the cookies of that path.
        foreach (var path in new[] { "/hub/home", "/hub/api/user", "/" })
            seen += "; " + await page.EvaluateAsync<string>("path => { history.pushState(null, '', path); return document.cookie; }", path);
        foreach (var name in s_names)
            seen.ShouldNotContain(name);
        var secrets = (await browser.CookiesAsync()).Where(cookie => cookie.Name.EndsWith("hub-login", StringComparison.Ordinal) || cookie.Name == "_xsrf").ToList();
        secrets.Count.ShouldBe(2);
        foreach (var secret in secrets.Where(secret => !secret.Name.StartsWith("__Host-", StringComparison.Ordinal) || HasSubdomains))
            machine.Heard.ShouldAllBe(head => !head.Contains(secret.Value, StringComparison.Ordinal), secret.Name);
    }

    [TestCase("GET", "/hub/api/user", "cors", "")]
    [TestCase("POST", "/hub/api/users/ada/tokens", "cors", "application/json")]
    [TestCase("POST", "/hub/api/users/ada/tokens", "no-cors", "text/plain")]
    [TestCase("POST", "/hub/api/users/ada/server", "cors", "application/json")]
    [TestCase("DELETE", "/hub/api/users/ada/sessions", "cors", "")]
    [TestCase("POST", "/hub/spawn/ada", "no-cors", "application/x-www-form-urlencoded")]
    [TestCase("GET", "/hub/spawn/ada", "no-cors", "")]
    public async Task It_does_nothing_in_her_name_and_reads_nothing_of_the_API(string method, string path, string fetchMode, string type)
    {
        var answer = await page.EvaluateAsync<string>(
            """
            async ([method, url, mode, type]) => {
              try {
                const headers = type ? { "Content-Type": type } : {};
                const answer = await fetch(url, { method, mode, headers, credentials: "include", body: type ? "{}" : undefined });
                return answer.type === "opaque" ? "opaque" : `${answer.status} ${await answer.text()}`;
              } catch (error) { return `${error}`; }
            }
            """,
            new[] { method, origin + path, fetchMode, type });
        if (answer != "opaque" && !answer.StartsWith("TypeError", StringComparison.Ordinal))
            answer.ShouldStartWith("403 ");
        await NothingHappenedAsync();
    }

    [Test]
    public async Task It_finds_no_proof_in_the_pages_of_the_hub()
    {
        foreach (var path in new[] { "/hub/home", "/hub/token", "/hub/spawn", "/hub/api/oauth2/authorize?client_id=jupyterhub-user-mallory&response_type=code" })
        {
            var html = await page.EvaluateAsync<string>(
                "async url => { try { return await (await fetch(url, { credentials: 'include' })).text(); } catch (error) { return `${error}`; } }", origin + path);
            var proof = System.Text.RegularExpressions.Regex.Match(html, "data-xsrf-token=\"([^\"]*)\"|name=\"_xsrf\" value=\"([^\"]*)\"|_xsrf=([0-9a-f.]+)");
            string.Concat(proof.Groups.Values.Skip(1).Select(group => group.Value)).ShouldBe("", path);
            html.ShouldNotContain((await browser.CookiesAsync()).Single(cookie => cookie.Name == "_xsrf").Value, Case.Sensitive, path);
        }
    }

    [TestCase("/hub/spawn/ada")]
    [TestCase("/hub/token")]
    [TestCase("/hub/logout")]
    [TestCase("/hub/accept-share")]
    [TestCase("/hub/api/oauth2/authorize?client_id=jupyterhub-user-mallory&response_type=code")]
    public async Task A_form_it_sends_for_her_is_refused(string path)
    {
        var answered = await page.RunAndWaitForResponseAsync(
            () => page.EvaluateAsync(
                """
                url => {
                  const form = Object.assign(document.createElement("form"), { method: "post", action: url });
                  document.body.append(form);
                  form.submit();
                }
                """,
                origin + path),
            response => response.Request.Method == "POST");
        answered.Status.ShouldBeOneOf(403, 405);
        // Elsewhere, because this page is still on its way to what it sent the form to.
        page = await browser.NewPageAsync();
        await NothingHappenedAsync();
    }

    [TestCase("/hub/home")]
    [TestCase("/hub/login")]
    [TestCase("/hub/spawn/ada")]
    public async Task It_shows_no_page_of_the_hub_in_a_frame(string path)
    {
        var seen = await page.EvaluateAsync<string>(
            """
            url => new Promise(done => {
              const frame = Object.assign(document.createElement("iframe"), { src: url });
              frame.onload = () => {
                try { done(frame.contentDocument ? frame.contentDocument.body.outerHTML : "nothing"); } catch (error) { done("nothing"); }
              };
              document.body.append(frame);
            })
            """,
            origin + path);
        seen.ShouldBe("nothing");
    }

    [Test]
    public async Task A_login_it_plants_beside_hers_signs_nobody_in_as_somebody_else()
    {
        var planted = await LoginOfMalloryAsync();
        await PlantAsync("jupyterhub-hub-login", planted);
        await PlantAsync("__Host-jupyterhub-hub-login", planted);
        (await UserAsync()).ShouldBe("ada");
        if (!HasPrefix)
            (await browser.CookiesAsync([origin + "/hub/home"])).ShouldNotContain(cookie => cookie.Value == planted && cookie.Name == "jupyterhub-hub-login");
    }

    [Test]
    public async Task A_proof_it_plants_neither_counts_nor_locks_her_out()
    {
        await PlantAsync("_xsrf", "planted");
        await PlantAsync("jupyterhub-session-id", "planted");
        (await UserAsync()).ShouldBe("ada");
        (await page.EvaluateAsync<int>(
            """
            async () => (await fetch("/hub/api/user", { headers: { "X-XSRFToken": document.body.dataset.xsrfToken } })).status
            """)).ShouldBe(200);
        (await page.EvaluateAsync<int>("async () => (await fetch('/hub/api/user', { headers: { 'X-XSRFToken': 'planted' } })).status")).ShouldBe(403);
    }

    [Test]
    public async Task With_the_prefix_nothing_it_plants_signs_in_somebody_who_is_not_signed_in()
    {
        if (!HasPrefix)
            Assert.Pass("Without cookie_host_prefix_enabled a browser cannot tell who set a cookie: docs/subdomains.md says so.");
        var planted = await LoginOfMalloryAsync();
        await page.GotoAsync(origin + "/hub/logout");
        await page.GotoAsync(hostile);
        await PlantAsync("jupyterhub-hub-login", planted);
        await PlantAsync("__Host-jupyterhub-hub-login", planted);
        (await UserAsync()).ShouldBe("");
    }

    /// <summary>For every path and domain the page's own host lets it choose.</summary>
    private async Task PlantAsync(string name, string value) => await page.EvaluateAsync(
        """
        ([name, value, domain]) => {
          for (const path of ["/", "/hub/", "/hub/home", "/hub/api/"])
            for (const extra of ["", "; Secure", ...(domain ? [`; domain=${domain}`, `; domain=${domain}; Secure`] : [])])
              document.cookie = `${name}=${value}; path=${path}${extra}`;
        }
        """,
        new[] { name, value, HasSubdomains ? "hub.localhost" : "" });

    private async Task<string> LoginOfMalloryAsync()
    {
        await using var other = await Browser.ContextAsync();
        await SignInAsync(await other.NewPageAsync(), "mallory");
        return (await other.CookiesAsync()).Single(cookie => cookie.Name.EndsWith("jupyterhub-hub-login", StringComparison.Ordinal)).Value;
    }

    private async Task SignInAsync(IPage where, string name)
    {
        await where.GotoAsync(origin + "/hub/login?next=/hub/home");
        await where.GetByLabel("Username:").FillAsync(name);
        await where.GetByLabel("Password:").FillAsync("password");
        await where.ClickAsync("#login_submit");
        await where.WaitForURLAsync("**/hub/home");
    }

    /// <summary>Whom the hub takes her for, when she comes back; empty when for nobody.</summary>
    private async Task<string> UserAsync()
    {
        await page.GotoAsync(origin + "/hub/home");
        return await page.EvaluateAsync<string>("document.body.dataset.user ?? ''");
    }

    private async Task NothingHappenedAsync()
    {
        var ada = (await admin.GetAsync("users/ada")).Json;
        ada["servers"]!.ShouldBeEmpty();
        (await admin.GetAsync("users/ada/tokens")).Json["api_tokens"]!.ShouldBeEmpty();
        (await UserAsync()).ShouldBe("ada");
    }
}
