using System.Net;
using Hub.Domain.Configuration;
using Hub.Tests.Domain.Configuration;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Native;

/// <summary>Accounts of the hub's own as one of several ways to sign in, with settings of their own and a beginning of names.</summary>
public sealed class NativeInMultiTests : ApiFixture
{
    private const string Good = "violet tram 42 sings";

    protected override HubConfiguration Configured(HubConfiguration basis)
    {
        var multi = Several("""
            [{"authenticator_class": "dummy", "service_name": "the lab", "config": {"password": "password", "allow_all": true, "admin_users": ["admin"]}},
             {"authenticator_class": "native", "service_name": "this hub", "username_prefix": "own:", "config":
              {"allow_all": true, "minimum_password_length": 12, "allow_2fa": true, "username_map": {"anne": "ann"}, "allowed_users": ["early"], "admin_users": ["chief"]}}]
            """).Valid();
        return basis with { Authenticator = multi.Authenticator with { AdminUsers = basis.Authenticator.AdminUsers }, Multi = multi.Multi };
    }

    [Test]
    public async Task Its_form_alone_leads_to_the_sign_up_and_asks_for_one_time_passwords()
    {
        using var browser = new PageClient(App.Port);
        using var page = await browser.GetAsync("/hub/login");
        var forms = (await page.TextAsync()).Split("<form").Skip(1).ToList();
        forms.Count(form => form.Contains("class=\"signup\"") && form.Contains("name=\"otp\"") && form.Contains("value=\"native\"")).ShouldBe(1);
        forms.Count(form => form.Contains("class=\"signup\"") || form.Contains("name=\"otp\"")).ShouldBe(1);
    }

    [Test]
    public async Task An_account_waits_is_authorised_on_the_page_and_its_owner_changes_the_password()
    {
        (await SignUpAsync("Anne")).ShouldBe(HttpStatusCode.OK);
        (await LoginAsync("ann", Good)).Status.ShouldBe(HttpStatusCode.Forbidden);
        using var admin = new PageClient(App.Port);
        (await LoginAsync("admin", "password", "dummy", admin)).Status.ShouldBe(HttpStatusCode.Redirect);
        using var accounts = await admin.GetAsync("/hub/authorize");
        (await accounts.TextAsync()).ShouldContain("data-account=\"own:ann\"");
        using var done = await admin.PostFormAsync("/hub/authorize", ("_xsrf", await PageClient.XsrfOf(accounts)), ("name", "own:ann"), ("deed", "authorize"));
        done.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var browser = new PageClient(App.Port);
        (await LoginAsync("ANNE", Good, "native", browser)).Status.ShouldBe(HttpStatusCode.Redirect);
        using var home = await browser.GetAsync("/hub/home");
        (await home.TextAsync()).ShouldSatisfyAllConditions(
            html => html.ShouldContain("data-user=\"own:ann\""), html => html.ShouldContain("href=\"/hub/change-password\""));
        using var form = await browser.GetAsync("/hub/change-password");
        using var changed = await browser.PostFormAsync(
            "/hub/change-password", ("_xsrf", await PageClient.XsrfOf(form)), ("old_password", Good), ("new_password", "words on a blue page"),
            ("new_password_confirmation", "words on a blue page"));
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await LoginAsync("ann", "words on a blue page")).Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task Whoever_signs_in_elsewhere_has_no_password_here()
    {
        using var browser = new PageClient(App.Port);
        await LoginAsync("bob", "password", "dummy", browser);
        using var home = await browser.GetAsync("/hub/home");
        (await home.TextAsync()).ShouldNotContain("/hub/change-password");
        using var page = await browser.GetAsync("/hub/second-factor");
        page.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task The_settings_and_rules_are_those_of_its_entry()
    {
        (await SignUpAsync("cas", "short words")).ShouldBe(HttpStatusCode.BadRequest);
        (await SignUpAsync("early")).ShouldBe(HttpStatusCode.OK);
        (await LoginAsync("early", Good)).Status.ShouldBe(HttpStatusCode.Redirect);
        // An administrator waits, and only an admin may touch the account.
        (await SignUpAsync("chief")).ShouldBe(HttpStatusCode.OK);
        (await LoginAsync("chief", Good)).Status.ShouldBe(HttpStatusCode.Forbidden);
        using var helper = await App.UserWithAsync("admin:users");
        (await helper.SendAsync("PATCH", "native/accounts/own:chief", new { is_authorized = true })).Status.ShouldBe(403);
        (await Admin.PatchAsync("native/accounts/own:chief", "{\"is_authorized\": true}")).Status.ShouldBe(200);
        (await LoginAsync("chief", Good)).Status.ShouldBe(HttpStatusCode.Redirect);
        (await Admin.GetAsync("users/own:chief")).Json.Value<bool>("admin").ShouldBeTrue();
    }

    [Test]
    public async Task An_account_goes_with_its_own_user_and_with_no_other()
    {
        (await Admin.PostAsync("native/accounts/dee", "{}")).ShouldFail(400, "'dee' cannot be the name of an account; the names of their users begin with own:");
        (await Admin.PostAsync("native/accounts/own:dee", $"{{\"password\": \"{Good}\"}}")).Status.ShouldBe(201);
        (await LoginAsync("dee", Good)).Status.ShouldBe(HttpStatusCode.Redirect);
        (await LoginAsync("dee", "password", "dummy")).Status.ShouldBe(HttpStatusCode.Redirect);
        (await Admin.DeleteAsync("users/dee")).Status.ShouldBe(204);
        (await LoginAsync("dee", Good)).Status.ShouldBe(HttpStatusCode.Redirect);
        (await Admin.DeleteAsync("users/own:dee")).Status.ShouldBe(204);
        (await LoginAsync("dee", Good)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public void Two_lists_of_accounts_are_refused() =>
        Several("""[{"authenticator_class": "native"}, {"authenticator_class": "native", "url_prefix": "b", "username_prefix": "b"}]""")
            .Mistakes.Lines().ShouldContain(line => line.Contains("the hub keeps one list of accounts"));

    private async Task<HttpStatusCode> SignUpAsync(string name, string password = Good)
    {
        using var browser = new PageClient(App.Port);
        using var page = await browser.GetAsync("/hub/signup");
        using var answer = await browser.PostFormAsync(
            "/hub/signup", ("_xsrf", await PageClient.XsrfOf(page)), ("username", name), ("signup_password", password), ("signup_password_confirmation", password));
        return answer.StatusCode;
    }

    private async Task<(HttpStatusCode Status, string Text)> LoginAsync(string name, string password, string form = "native", PageClient? with = null)
    {
        // What is under test is not the throttle, which is one for all tests of a fixture.
        App.Clock.Advance(TimeSpan.FromMinutes(2));
        var browser = with ?? new PageClient(App.Port);
        using var page = await browser.GetAsync("/hub/login");
        using var answer = await browser.PostFormAsync(
            "/hub/login", ("_xsrf", await PageClient.XsrfOf(page)), ("username", name), ("password", password), ("authenticator", form));
        var result = (answer.StatusCode, await answer.TextAsync());
        if (with is null)
            browser.Dispose();
        return result;
    }

    private static ConfigurationResult Several(string entries) =>
        Reading.File($$$"""{"JupyterHub": {"authenticator_class": "multi"}, "MultiAuthenticator": {"authenticators": {{{entries}}}}}""");
}
