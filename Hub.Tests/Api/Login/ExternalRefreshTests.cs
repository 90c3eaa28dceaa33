using System.Net;
using System.Text.Json.Nodes;
using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Servers;
using Hub.Domain.Users;
using Hub.Tests.Support;
using Hub.Tests.Support.Providers;

namespace Hub.Tests.Api.Login;

/// <summary>The provider is asked again, and its word still counts.</summary>
public sealed class ExternalRefreshTests : ExternalFixture
{
    [Test]
    public async Task After_a_while_the_provider_is_asked_again_and_its_no_ends_the_login()
    {
        (await Visitor.LoginElsewhereAsync()).Dispose();
        (Provider.TakesTokens, Provider.TakesRefreshTokens) = (false, false);
        using (var still = await Visitor.GetAsync("/hub/home"))
            still.StatusCode.ShouldBe(HttpStatusCode.OK);
        App.Clock.Advance(TimeSpan.FromSeconds(61));
        using var home = await Visitor.GetAsync("/hub/home");
        home.Place().ShouldBe("/hub/login?next=%2Fhub%2Fhome");
    }

    [Test]
    public async Task A_token_that_ran_out_is_renewed_and_what_the_provider_says_now_holds()
    {
        Provider.Claims["groups"] = new JsonArray("blue");
        (await Visitor.LoginElsewhereAsync()).Dispose();
        (Provider.TakesTokens, Provider.Claims["groups"]) = (false, new JsonArray("green"));
        App.Clock.Advance(TimeSpan.FromSeconds(61));
        using var home = await Visitor.GetAsync("/hub/home");
        home.StatusCode.ShouldBe(HttpStatusCode.OK);

        Provider.Refreshes.ShouldBe(1);
        var user = (await App.Get<IUserStore>().FindAsync("ada", default))!;
        var state = (await App.Get<AuthStateKeeper>().ReadAsync(user, default))!;
        state["access_token"]!.ToString().ShouldBe("access-1");
        state["refresh_token"]!.ToString().ShouldBe("refresh-1");
        (await GroupsOf("ada")).ShouldBe(["green"]);
    }

    [Test]
    public async Task A_provider_that_is_away_signs_nobody_out()
    {
        (await Visitor.LoginElsewhereAsync()).Dispose();
        Provider.Answers["/userinfo"] = (503, "down for a moment");
        App.Clock.Advance(TimeSpan.FromSeconds(61));
        using var home = await Visitor.GetAsync("/hub/home");
        home.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_server_is_not_started_for_a_login_that_is_over()
    {
        (await Visitor.LoginElsewhereAsync()).Dispose();
        (Provider.TakesTokens, Provider.TakesRefreshTokens) = (false, false);
        using var admin = new TokenClient(App.Port, await MintedTokens.OfAsync(App, "ada", "inherit"));
        (await admin.PostAsync("users/ada/server")).ShouldFail(403, "auth has expired for ada, login again");
    }

    private async Task<IReadOnlyList<string>> GroupsOf(string name) => (await App.Get<IUserSnapshots>().FindAsync(name, false, default))!.Groups;
}
