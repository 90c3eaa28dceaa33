using Hub.Tests.Support;
using Microsoft.Playwright;

namespace Hub.Tests.Security;

/// <summary>
/// Ada, who is signed in, opens a page of Mallory's server, whose scripts try what they can, in a real browser and through the real proxy.
/// </summary>
public abstract class HostilePageTests(bool hasSubdomains, bool hasPrefix)
{
    private static readonly string[] s_names = ["jupyterhub-hub-login", "jupyterhub-session-id", "_xsrf"];

    private HostilePlace place = null!;
    private IBrowserContext browser = null!;

    protected HostilePlace Place => place;

    protected IPage Page { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartHub() => place = await HostilePlace.StartAsync(hasSubdomains, hasPrefix);

    [OneTimeTearDown]
    public async Task StopHub()
    {
        if (place is not null)
            await place.DisposeAsync();
    }

    [SetUp]
    public async Task OpenTheHostilePageAsAda()
    {
        browser = place.Ada;
        await OpenAsync();
    }

    [TearDown]
    public async Task CloseThePage()
    {
        if (browser == place.Ada)
            await Page.CloseAsync();
        else
            await browser.CloseAsync();
    }

    [Test, Advisory("CVE-2024-28233")]
    public async Task It_reads_no_cookie_of_the_hub_and_its_server_gets_none_that_opens_anything()
    {
        var seen = await Page.EvaluateAsync<string>("document.cookie");
        // A page may call its own address whatever it likes on its origin, and then sees the cookies of that path.
        foreach (var path in new[] { "/hub/home", "/hub/api/user", "/" })
            seen += "; " + await Page.EvaluateAsync<string>("path => { history.pushState(null, '', path); return document.cookie; }", path);
        foreach (var name in s_names)
            seen.ShouldNotContain(name);
        var secrets = (await browser.CookiesAsync()).Where(cookie => cookie.Name.EndsWith("hub-login", StringComparison.Ordinal) || cookie.Name == "_xsrf").ToList();
        secrets.Count.ShouldBe(2);
        secrets.ShouldAllBe(cookie => cookie.HttpOnly);
        foreach (var secret in secrets.Where(secret => !secret.Name.StartsWith("__Host-", StringComparison.Ordinal) || place.HasSubdomains))
            place.Heard.ShouldAllBe(head => !head.Contains(secret.Value, StringComparison.Ordinal), secret.Name);
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
        var answer = await Page.EvaluateAsync<string>(
            """
            async ([method, url, mode, type]) => {
              try {
                const headers = type ? { "Content-Type": type } : {};
                const answer = await fetch(url, { method, mode, headers, credentials: "include", body: type ? "{}" : undefined });
                return answer.type === "opaque" ? "opaque" : `${answer.status} ${await answer.text()}`;
              } catch (error) { return `${error}`; }
            }
            """,
            new[] { method, place.Origin + path, fetchMode, type });
        if (answer != "opaque" && !answer.StartsWith("TypeError", StringComparison.Ordinal))
            answer.ShouldStartWith("403 ");
        await place.NothingHappenedAsync();
    }

    [Test]
    public async Task It_finds_no_proof_in_the_pages_of_the_hub()
    {
        foreach (var path in new[] { "/hub/home", "/hub/token", "/hub/spawn", "/hub/api/oauth2/authorize?client_id=jupyterhub-user-mallory&response_type=code" })
        {
            var html = await Page.EvaluateAsync<string>(
                "async url => { try { return await (await fetch(url, { credentials: 'include' })).text(); } catch (error) { return `${error}`; } }", place.Origin + path);
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
        var answered = await Page.RunAndWaitForResponseAsync(
            () => Page.EvaluateAsync(
                """
                url => {
                  const form = Object.assign(document.createElement("form"), { method: "post", action: url });
                  document.body.append(form);
                  form.submit();
                }
                """,
                place.Origin + path),
            response => response.Request.Method == "POST");
        answered.Status.ShouldBeOneOf(403, 405);
        // Chromium may never say that a page is closed which was closed on its way to another.
        await Page.ArriveAtAsync(place.Origin + path);
        await place.NothingHappenedAsync();
    }

    [TestCase("/hub/home")]
    [TestCase("/hub/login")]
    [TestCase("/hub/spawn/ada")]
    public async Task It_shows_no_page_of_the_hub_in_a_frame(string path)
    {
        var seen = await Page.EvaluateAsync<string>(
            """
            url => new Promise(done => {
              const frame = Object.assign(document.createElement("iframe"), { src: url });
              frame.onload = () => {
                try { done(frame.contentDocument ? frame.contentDocument.body.outerHTML : "nothing"); } catch (error) { done("nothing"); }
              };
              document.body.append(frame);
            })
            """,
            place.Origin + path);
        seen.ShouldBe("nothing");
        // It is not shown, and yet the hub was asked for it.
        await place.NothingHappenedAsync();
    }

    [Test]
    public async Task A_login_it_plants_beside_hers_signs_nobody_in_as_somebody_else()
    {
        var planted = await place.LoginOfMalloryAsync();
        await InACopyAsync();
        await PlantAsync("jupyterhub-hub-login", planted);
        await PlantAsync("__Host-jupyterhub-hub-login", planted);
        (await UserAsync()).ShouldBe("ada");
        if (!place.HasPrefix)
            (await browser.CookiesAsync([place.Origin + "/hub/home"])).ShouldNotContain(cookie => cookie.Value == planted && cookie.Name == "jupyterhub-hub-login");
    }

    [Test]
    public async Task A_proof_it_plants_neither_counts_nor_locks_her_out()
    {
        await InACopyAsync();
        await PlantAsync("_xsrf", "planted");
        await PlantAsync("jupyterhub-session-id", "planted");
        (await UserAsync()).ShouldBe("ada");
        (await Page.EvaluateAsync<int>(
            """
            async () => (await fetch("/hub/api/user", { headers: { "X-XSRFToken": document.body.dataset.xsrfToken } })).status
            """)).ShouldBe(200);
        (await Page.EvaluateAsync<int>("async () => (await fetch('/hub/api/user', { headers: { 'X-XSRFToken': 'planted' } })).status")).ShouldBe(403);
    }

    /// <summary>Goes on in a browser of its own, for a test that changes what the browser keeps.</summary>
    protected async Task InACopyAsync()
    {
        await Page.CloseAsync();
        browser = await place.CopyOfAdasAsync();
        await OpenAsync();
        (await UserAsync()).ShouldBe("ada");
        await Page.GotoAsync(place.Hostile);
    }

    /// <summary>For every path and domain the page's own host lets it choose.</summary>
    protected async Task PlantAsync(string name, string value) => await Page.EvaluateAsync(
        """
        ([name, value, domain]) => {
          for (const path of ["/", "/hub/", "/hub/home", "/hub/api/"])
            for (const extra of ["", "; Secure", ...(domain ? [`; domain=${domain}`, `; domain=${domain}; Secure`] : [])])
              document.cookie = `${name}=${value}; path=${path}${extra}`;
        }
        """,
        new[] { name, value, place.HasSubdomains ? "hub.localhost" : "" });

    /// <summary>Whom the hub takes her for, when she comes back; empty when for nobody.</summary>
    protected async Task<string> UserAsync()
    {
        await Page.GotoAsync(place.Origin + "/hub/home");
        return await Page.EvaluateAsync<string>("document.body.dataset.user ?? ''");
    }

    private async Task OpenAsync()
    {
        Page = await browser.NewPageAsync();
        await Page.GotoAsync(place.Hostile);
        (await Page.TitleAsync()).ShouldBe("mine");
    }
}
