using System.Net;
using System.Text.Json.Nodes;
using Hub.Domain.Users;
using Hub.Tests.Support;
using Hub.Tests.Support.Providers;

namespace Hub.Tests.Api.Login;

/// <summary>What the provider says of a user decides who comes in, and as what.</summary>
public sealed class ExternalRulesTests : ExternalFixture
{
    [Test]
    public async Task A_user_no_rule_lets_in_reads_the_configured_message()
    {
        Provider.Claims["preferred_username"] = "eve";
        using var answer = await Visitor.LoginElsewhereAsync();
        await ShouldRefuse(answer, 403, "Ask the help desk.");
        (await App.Get<IUserStore>().FindAsync("eve", default)).ShouldBeNull();
    }

    [TestCase("staff", true)]
    [TestCase("Staff", false)]
    [TestCase("staf", false)]
    [TestCase("staffs", false)]
    [TestCase("", false)]
    public async Task A_group_lets_in_by_its_whole_name(string group, bool allowed)
    {
        (Provider.Claims["preferred_username"], Provider.Claims["groups"]) = ("grouped", new JsonArray(group));
        using var answer = await Visitor.LoginElsewhereAsync();
        answer.StatusCode.ShouldBe(allowed ? HttpStatusCode.Redirect : HttpStatusCode.Forbidden);
    }

    [TestCase("\"staff\"")]
    [TestCase("{\"staff\": true}")]
    [TestCase("[[\"staff\"]]")]
    [TestCase("[null, 1]")]
    [TestCase("null")]
    public async Task Groups_that_are_no_list_of_names_are_no_groups(string groups)
    {
        (Provider.Claims["preferred_username"], Provider.Claims["groups"]) = ("grouped", JsonNode.Parse(groups));
        using var answer = await Visitor.LoginElsewhereAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [TestCase("a@uni.example", "true", true)]
    [TestCase("a@UNI.example", "\"true\"", true)]
    [TestCase("a@uni.example", "false", false)]
    [TestCase("a@uni.example", "null", false)]
    [TestCase("a@uni.example", "1", false)]
    [TestCase("a@evil-uni.example", "true", false)]
    [TestCase("a@sub.uni.example", "true", false)]
    [TestCase("a@uni.example@evil.example", "true", false)]
    public async Task A_domain_lets_in_only_by_a_verified_address(string email, string verified, bool allowed)
    {
        (Provider.Claims["preferred_username"], Provider.Claims["email"], Provider.Claims["email_verified"]) = ("mailer", email, JsonNode.Parse(verified));
        using var answer = await Visitor.LoginElsewhereAsync();
        answer.StatusCode.ShouldBe(allowed ? HttpStatusCode.Redirect : HttpStatusCode.Forbidden);
    }

    [TestCase("mallory")]
    [TestCase("MALLORY")]
    public async Task A_blocked_name_stays_out_whatever_lets_it_in(string name)
    {
        (Provider.Claims["preferred_username"], Provider.Claims["groups"]) = (name, new JsonArray("staff", "wheel"));
        using var answer = await Visitor.LoginElsewhereAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task Groups_make_admins_and_take_that_back_but_not_from_those_who_are_named()
    {
        (Provider.Claims["preferred_username"], Provider.Claims["groups"]) = ("ada", new JsonArray("wheel", "blue"));
        (await Visitor.LoginElsewhereAsync()).Dispose();
        (await App.Get<IUserStore>().FindAsync("ada", default))!.Admin.ShouldBeTrue();
        Provider.Claims["groups"] = new JsonArray("blue");
        (await Visitor.LoginElsewhereAsync()).Dispose();
        (await App.Get<IUserStore>().FindAsync("ada", default))!.Admin.ShouldBeFalse();
        Provider.Claims["preferred_username"] = "chief";
        (await Visitor.LoginElsewhereAsync()).Dispose();
        (await App.Get<IUserStore>().FindAsync("chief", default))!.Admin.ShouldBeTrue();
    }

    /// <summary>Nobody acts whom the provider has never vouched for, not even with a token.</summary>
    [Test]
    public async Task A_token_of_a_user_who_has_never_signed_in_does_nothing()
    {
        await App.Get<IUserStore>().CreateAsync(["ghost"], admin: false, default);
        using var ghost = new TokenClient(App.Port, await MintedTokens.OfAsync(App, "ghost", "inherit"));
        (await ghost.GetAsync("user")).ShouldFail(403);
    }
}
