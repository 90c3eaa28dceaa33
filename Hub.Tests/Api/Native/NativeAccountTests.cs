using System.Net;
using System.Text.RegularExpressions;
using Hub.Domain.Authenticators.Native;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Native;

/// <summary>Accounts that wait for an administrator, as they are by default.</summary>
public sealed class NativeAccountTests : NativeFixture
{
    protected override NativeOptions Native => new() { AskEmailOnSignup = true, Tos = "I agree to <a href=\"/terms\">the terms</a>" };

    private static readonly (string, string)[] Agreed = [("email", "somebody@example.org"), ("tos", "true")];

    [Test]
    public async Task An_account_waits_until_an_administrator_authorises_it()
    {
        using var signedUp = await SignUpAsync("Ann", more: Agreed);
        signedUp.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await LoginAsync("ann")).ShouldBe(HttpStatusCode.Forbidden);
        var account = (await Admin.GetAsync("native/accounts/ann")).Json;
        ((string?)account["email"]).ShouldBe("somebody@example.org");
        ((bool)account["is_authorized"]!).ShouldBeFalse();
        await AuthorizeAsync("ann");
        (await LoginAsync("ann")).ShouldBe(HttpStatusCode.Redirect);
        (await LoginAsync("ANN")).ShouldBe(HttpStatusCode.Redirect);
        (await LoginAsync("ann", "not 1 of hers")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task Whether_a_name_was_free_nobody_learns()
    {
        using var first = await SignUpAsync("bea", more: Agreed);
        using var second = await SignUpAsync("BEA", "some other words 77", more: Agreed);
        second.StatusCode.ShouldBe(first.StatusCode);
        Regex.Replace(await second.TextAsync(), "[0-9a-f:]{40,}|\"[^\"]{30,}\"", "").ShouldBe(Regex.Replace(await first.TextAsync(), "[0-9a-f:]{40,}|\"[^\"]{30,}\"", ""));
        await AuthorizeAsync("bea");
        (await LoginAsync("bea")).ShouldBe(HttpStatusCode.Redirect);
        (await LoginAsync("bea", "some other words 77")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [TestCase("a b", Good, null, "no comma, blank or slash")]
    [TestCase("a,b", Good, null, "no comma, blank or slash")]
    [TestCase("a/b", Good, null, "no comma, blank or slash")]
    [TestCase("cas", "short", null, "at least 8 characters")]
    [TestCase("cas", "password1234", null, "too common")]
    [TestCase("cas", Good, "different words", "not the same")]
    public async Task What_is_wrong_is_said(string name, string password, string? confirmation, string message)
    {
        using var answer = await SignUpAsync(name, password, confirmation, Agreed);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.TextAsync()).ShouldContain(message);
    }

    [Test]
    public async Task Terms_and_address_must_be_given()
    {
        using var noTerms = await SignUpAsync("dee", more: [("email", "a@b")]);
        (await noTerms.TextAsync()).ShouldContain("The terms must be accepted.");
        using var noAddress = await SignUpAsync("dee", more: [("tos", "true")]);
        (await noAddress.TextAsync()).ShouldContain("The e-mail address is none.");
    }

    [Test]
    public async Task Signing_up_as_an_administrator_makes_nobody_one()
    {
        using var signedUp = await SignUpAsync("admin", more: Agreed);
        signedUp.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await LoginAsync("admin")).ShouldBe(HttpStatusCode.Forbidden);
        (await Admin.DeleteAsync("native/accounts/admin")).Status.ShouldBe(204);
    }

    [Test]
    public async Task A_password_link_works_once_and_ends_what_was_signed_in()
    {
        (await Admin.PostAsync("native/accounts/eve", $"{{\"password\": \"{Good}\"}}")).Status.ShouldBe(201);
        using var before = new PageClient(App.Port);
        (await before.LoginAsync("eve", Good)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var made = await Admin.PostAsync("native/accounts/eve/password-link");
        made.Status.ShouldBe(201);
        var code = ((string)made.Json["url"]!).Split('#')[1];
        App.Log.Text.ShouldNotContain(code);

        (await ResetAsync(code, "words on a blue page")).ShouldBe(HttpStatusCode.OK);
        (await ResetAsync(code, "other words, too late")).ShouldBe(HttpStatusCode.BadRequest);
        (await LoginAsync("eve", "words on a blue page")).ShouldBe(HttpStatusCode.Redirect);
        (await LoginAsync("eve")).ShouldBe(HttpStatusCode.Forbidden);
        using var home = await before.GetAsync("/hub/home");
        home.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A_password_link_is_good_for_a_day()
    {
        (await Admin.PostAsync("native/accounts/fay", "{}")).Status.ShouldBe(201);
        var code = ((string)(await Admin.PostAsync("native/accounts/fay/password-link")).Json["url"]!).Split('#')[1];
        App.Clock.Advance(NativeAccounts.LinkLifetime);
        (await ResetAsync(code, Good)).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task The_owner_changes_the_password_with_the_old_one()
    {
        (await Admin.PostAsync("native/accounts/gil", $"{{\"password\": \"{Good}\"}}")).Status.ShouldBe(201);
        using var browser = new PageClient(App.Port);
        await browser.LoginAsync("gil", Good);
        (await ChangeAsync(browser, "wrong", "fresh words on a hill")).ShouldBe(HttpStatusCode.BadRequest);
        (await ChangeAsync(browser, Good, "short")).ShouldBe(HttpStatusCode.BadRequest);
        (await ChangeAsync(browser, Good, "fresh words on a hill")).ShouldBe(HttpStatusCode.OK);
        using var home = await browser.GetAsync("/hub/home");
        home.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await LoginAsync("gil", "fresh words on a hill")).ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task Without_allow_2fa_nobody_sets_up_a_second_factor()
    {
        (await Admin.PostAsync("native/accounts/lea", $"{{\"password\": \"{Good}\"}}")).Status.ShouldBe(201);
        using var browser = new PageClient(App.Port);
        await browser.LoginAsync("lea", Good);
        using var page = await browser.GetAsync("/hub/second-factor");
        using var begun = await browser.PostFormAsync("/hub/second-factor", ("_xsrf", await PageClient.XsrfOf(page)), ("deed", "begin"), ("password", Good));
        begun.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Only_an_admin_changes_the_account_of_an_admin()
    {
        (await Admin.PostAsync("native/accounts/admin", $"{{\"password\": \"{Good}\"}}")).Status.ShouldBe(201);
        using var helper = await App.UserWithAsync("admin:users");
        (await helper.SendAsync("POST", "native/accounts/admin/password-link")).Status.ShouldBe(403);
        (await helper.SendAsync("PATCH", "native/accounts/admin", new { password = "taken over by helper" })).Status.ShouldBe(403);
        (await helper.SendAsync("DELETE", "native/accounts/admin")).Status.ShouldBe(403);
        (await helper.SendAsync("POST", "native/accounts/hal", new { password = Good })).Status.ShouldBe(201);
        (await Admin.DeleteAsync("native/accounts/admin")).Status.ShouldBe(204);
    }

    [Test]
    public async Task Accounts_are_for_those_who_may_do_anything_with_users()
    {
        await UsersAsync("plain");
        var plain = await ClientAsync("plain", "inherit");
        (await plain.GetAsync("native/accounts")).Status.ShouldBe(403);
        (await Nobody.GetAsync("native/accounts")).Status.ShouldBe(403);
    }

    [Test]
    public async Task The_page_of_accounts_changes_by_post_with_proof_and_never_by_looking()
    {
        (await Admin.PostAsync("native/accounts/boss", $"{{\"password\": \"{Good}\"}}")).Status.ShouldBe(201);
        await App.Get<Hub.Domain.Users.IUserStore>().CreateAsync(["boss"], admin: true, default);
        using var signedUp = await SignUpAsync("ida", more: Agreed);
        using var browser = new PageClient(App.Port);
        await browser.LoginAsync("boss", Good);
        using var page = await browser.GetAsync("/hub/authorize");
        (await page.TextAsync()).ShouldContain("data-account=\"ida\"");
        var xsrf = await PageClient.XsrfOf(page);

        using var looked = await browser.GetAsync("/hub/authorize/ida");
        looked.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var asked = await browser.GetAsync("/hub/authorize?name=ida&deed=authorize");
        using var bare = await browser.PostFormAsync("/hub/authorize", ("name", "ida"), ("deed", "authorize"));
        bare.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await LoginAsync("ida")).ShouldBe(HttpStatusCode.Forbidden);

        using var authorised = await browser.PostFormAsync("/hub/authorize", ("_xsrf", xsrf), ("name", "ida"), ("deed", "authorize"));
        authorised.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await LoginAsync("ida")).ShouldBe(HttpStatusCode.Redirect);
        using var link = await browser.PostFormAsync("/hub/authorize", ("_xsrf", xsrf), ("name", "ida"), ("deed", "link"));
        (await link.TextAsync()).ShouldContain("/hub/reset-password#");
        using var discarded = await browser.PostFormAsync("/hub/authorize", ("_xsrf", xsrf), ("name", "ida"), ("deed", "discard"));
        (await LoginAsync("ida")).ShouldBe(HttpStatusCode.Forbidden);

        using var other = new PageClient(App.Port);
        (await Admin.PostAsync("native/accounts/jan", $"{{\"password\": \"{Good}\"}}")).Status.ShouldBe(201);
        await other.LoginAsync("jan", Good);
        using var refused = await other.GetAsync("/hub/authorize");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task A_removed_user_has_no_account_left()
    {
        (await Admin.PostAsync("native/accounts/kim", $"{{\"password\": \"{Good}\"}}")).Status.ShouldBe(201);
        (await LoginAsync("kim")).ShouldBe(HttpStatusCode.Redirect);
        (await Admin.DeleteAsync("users/kim")).Status.ShouldBe(204);
        (await Admin.GetAsync("native/accounts/kim")).Status.ShouldBe(404);
        (await LoginAsync("kim")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task A_user_who_is_renamed_signs_in_under_the_new_name_with_the_old_password()
    {
        foreach (var name in new[] { "mia", "mallory" })
            (await Admin.PostAsync($"native/accounts/{name}", $"{{\"password\": \"{Good}\"}}")).Status.ShouldBe(201);
        (await LoginAsync("mia")).ShouldBe(HttpStatusCode.Redirect);
        // Whoever has the account of that name would be her.
        (await Admin.PatchAsync("users/mia", """{"name": "mallory"}""")).ShouldFail(400, "There is an account mallory, whose owner would be this user; discard it first");
        (await Admin.PatchAsync("users/mia", """{"name": "mia2"}""")).Status.ShouldBe(200);
        (await LoginAsync("mia2")).ShouldBe(HttpStatusCode.Redirect);
        (await LoginAsync("mia")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task Names_and_passwords_of_failed_logins_are_cut_and_kept_out_of_the_log()
    {
        await LoginAsync(new string('x', 100_000) + "\nforged line", "not in the log");
        App.Log.Text.ShouldNotContain(new string('x', 300));
        App.Log.Text.ShouldNotContain("not in the log");
        App.Log.Text.ShouldNotContain("\nforged line");
    }

    private async Task<HttpStatusCode> ResetAsync(string code, string password)
    {
        using var browser = new PageClient(App.Port);
        using var page = await browser.GetAsync("/hub/reset-password");
        using var answer = await browser.PostFormAsync(
            "/hub/reset-password", ("_xsrf", await PageClient.XsrfOf(page)), ("code", code), ("new_password", password), ("new_password_confirmation", password));
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> ChangeAsync(PageClient browser, string old, string password)
    {
        using var page = await browser.GetAsync("/hub/change-password");
        using var answer = await browser.PostFormAsync(
            "/hub/change-password", ("_xsrf", await PageClient.XsrfOf(page)), ("old_password", old), ("new_password", password), ("new_password_confirmation", password));
        return answer.StatusCode;
    }
}
