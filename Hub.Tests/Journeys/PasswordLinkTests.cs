using System.Net;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Journeys;

/// <summary>How the first administrator of a hub with accounts of its own gets in.</summary>
public sealed class PasswordLinkTests
{
    private const string Password = "violet tram 42 sings";

    [Test]
    public async Task A_link_of_the_verb_sets_the_password_of_the_first_administrator()
    {
        await using var database = await HubApplication.DatabaseAsync();
        await using var place = new HubPlace(
            ("JupyterHub.authenticator_class", "native"), ("Authenticator.allow_all", true), ("JupyterHub.db_url", database.ConnectionString));
        var made = await place.RunAsync("password-link", "Chief", "--config", place.ConfigFile);
        made.ExitCode.ShouldBe(0, made.Said);
        var link = new Uri(made.Output.Trim());
        link.AbsolutePath.ShouldBe("/hub/reset-password");
        (await place.RunAsync("password-link", "no, name", "--config", place.ConfigFile)).ExitCode.ShouldBe(1);

        await place.StartAsync();
        using var browser = new PageClient(place.Port);
        using var page = await browser.GetAsync(link.PathAndQuery);
        using var set = await browser.PostFormAsync(
            "/hub/reset-password", ("_xsrf", await PageClient.XsrfOf(page)), ("code", link.Fragment.TrimStart('#')), ("new_password", Password),
            ("new_password_confirmation", Password));
        set.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Redirect);
        using var login = await browser.LoginAsync("chief", Password);
        login.StatusCode.ShouldBe(HttpStatusCode.Redirect, await login.TextAsync());
    }

    [Test]
    public async Task Where_the_hub_keeps_no_accounts_the_verb_says_so()
    {
        await using var place = new HubPlace();
        var refused = await place.RunAsync("password-link", "chief", "--config", place.ConfigFile);
        refused.ExitCode.ShouldBe(1);
        refused.Said.ShouldContain("The hub keeps no accounts of its own");
        refused.Said.ShouldNotContain("   at ");
    }
}
