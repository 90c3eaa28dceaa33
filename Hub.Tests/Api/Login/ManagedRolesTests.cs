using System.Text.Json.Nodes;
using Hub.Domain.Audit;
using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Authenticators.OAuth;
using Hub.Domain.Configuration;
using Hub.Domain.Roles;
using Hub.Domain.Servers;
using Hub.Domain.Services;
using Hub.Domain.Users;
using Hub.Tests.Support;
using Hub.Tests.Support.Providers;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Login;

/// <summary>With <c>manage_roles</c> the provider says at each login, and whenever it is asked again, who holds which roles.</summary>
public sealed class ManagedRolesTests
{
    private FakeProvider provider = null!;
    private HubApplication hub = null!;
    private TokenClient admin = null!;
    private string ada = "";

    [OneTimeSetUp]
    public async Task StartHub()
    {
        provider = await FakeProvider.StartAsync();
        hub = await HubApplication.StartAsync(Configured(provider));
        provider.Clock = hub.Clock;
        // Nobody asks the provider about a service.
        admin = new TokenClient(hub.Port, await MintedTokens.OfAsync(hub, "robot", "inherit"));
    }

    [OneTimeTearDown]
    public async Task StopHub()
    {
        admin?.Dispose();
        await hub.DisposeAsync();
        await provider.DisposeAsync();
    }

    [SetUp]
    public void MakeUpAName()
    {
        provider.Reset();
        ada = HubAccounts.NewName("ada");
    }

    internal static HubConfiguration Configured(FakeProvider provider) => new()
    {
        Authenticator = new AuthenticatorOptions
        {
            AuthenticatorClass = "generic-oauth",
            AllowAll = true,
            AdminUsers = new HashSet<string> { "chief" },
            ManageRoles = true,
            ManagedRoles = [new RoleDefinition { Name = "tutor", Scopes = ["read:hub"] }],
            EnableAuthState = true,
            AuthRefreshAge = TimeSpan.FromSeconds(60),
        },
        Crypt = new CryptOptions { Keys = [new string('a', 64)] },
        OAuth = new OAuthenticatorOptions
        {
            Issuer = provider.Url,
            ClientId = "the-hub",
            ClientSecret = "secret",
            UsernameClaim = "preferred_username",
            AuthStateRolesKey = "oauth_user.realm.roles",
            UserInfoClaims = new Dictionary<string, string> { ["display_name"] = "name", ["avatar_url"] = "picture.small" },
        },
        Roles = new RoleOptions { LoadRoles = [new RoleDefinition { Name = "reader", Scopes = ["read:users"] }] },
        Services = new ServiceOptions { Services = [new ServiceDefinition { Name = "robot", Admin = true }] },
    };

    [Test]
    public async Task What_the_provider_says_is_held_and_nothing_else()
    {
        await SignInAsync(ada, """["reader", "offline_access", "Unknown Here"]""");
        (await RolesOf(ada)).ShouldBe(["user", "reader"]);
        (await admin.GetAsync("roles/offline_access")).Status.ShouldBe(404);
        await SignInAsync(ada, "[]");
        (await RolesOf(ada)).ShouldBe(["user"]);
        var deeds = (await hub.Get<IAuditStore>().PageAsync(new AuditFilter { Object = "role/reader" }, new(0, 10), default)).Items;
        deeds.Where(deed => deed.Detail == $"user {ada}").Select(deed => deed.Kind).Order().ShouldBe([AuditKinds.RoleGiven, AuditKinds.RoleTaken]);
    }

    [Test]
    public async Task A_role_that_is_new_is_made_follows_what_is_said_of_it_and_goes_with_its_last_holder()
    {
        var (role, bob) = (HubAccounts.NewName("teacher"), HubAccounts.NewName("bob"));
        await SignInAsync(ada, $$"""[{"name": "{{role}}", "description": "who teaches", "scopes": ["read:servers"]}]""");
        var made = (await admin.GetAsync($"roles/{role}")).Json;
        (made.Value<string>("origin"), made.Value<string>("description")).ShouldBe(("authenticator", "who teaches"));
        await SignInAsync(bob, $$"""[{"name": "{{role}}", "scopes": ["read:servers", "read:hub"]}]""");
        (await admin.GetAsync($"roles/{role}")).Json["scopes"]!.Values<string>().ShouldBe(["read:servers", "read:hub"]);
        await SignInAsync(ada, "[]");
        (await admin.GetAsync($"roles/{role}")).Status.ShouldBe(200);
        await SignInAsync(bob, "[]");
        (await admin.GetAsync($"roles/{role}")).Status.ShouldBe(404);
    }

    [Test]
    public async Task A_role_that_the_configuration_lists_stays_when_its_last_holder_loses_it()
    {
        await SignInAsync(ada, """["tutor"]""");
        (await RolesOf(ada)).ShouldBe(["user", "tutor"]);
        await SignInAsync(ada, "[]");
        (await RolesOf(ada)).ShouldBe(["user"]);
        (await admin.GetAsync("roles/tutor")).Status.ShouldBe(200);
    }

    [Test]
    public async Task A_role_lost_at_the_provider_is_lost_here_when_it_is_asked_again()
    {
        using var browser = await SignInAsync(ada, """["reader"]""");
        using var token = new TokenClient(hub.Port, await MintedTokens.OfAsync(hub, ada, "inherit"));
        (await token.GetAsync("users/chief")).Status.ShouldBe(200);
        provider.Claims["realm"] = JsonNode.Parse("""{"roles": []}""");
        hub.Clock.Advance(TimeSpan.FromSeconds(61));
        using var home = await browser.GetAsync("/hub/home");
        ((int)home.StatusCode).ShouldBe(200);
        (await token.GetAsync("users/chief")).Status.ShouldBe(404);
    }

    [Test]
    public async Task The_role_admin_makes_an_administrator_and_its_loss_unmakes_one_but_for_those_who_are_named()
    {
        await SignInAsync(ada, """["admin"]""");
        (await hub.Get<IUserStore>().FindAsync(ada, default))!.Admin.ShouldBeTrue();
        await SignInAsync(ada, """["reader"]""");
        (await hub.Get<IUserStore>().FindAsync(ada, default))!.Admin.ShouldBeFalse();
        await SignInAsync("chief", "[]");
        (await hub.Get<IUserStore>().FindAsync("chief", default))!.Admin.ShouldBeTrue();
    }

    [TestCase("""[{"name": "reader", "scopes": ["admin:users"]}]""", "user reader")]
    [TestCase("""[{"name": "user", "scopes": ["admin:users"]}, {"name": "token", "scopes": ["admin:users"], "users": []}]""", "user token")]
    [TestCase("""[{"name": "evil-role", "scopes": ["admin:everything"]}, "reader"]""", "user reader")]
    [TestCase("""[{"name": "../etc", "scopes": ["read:hub"]}]""", "user")]
    [TestCase("""[{"name": "reader", "description": "a\u0000", "users": ["a\u0000"], "groups": ["b\u0000"]}]""", "user reader")]
    [TestCase("""["reader", 7]""", "user")]
    [TestCase("""[{"name": "evil-role", "scopes": "read:hub"}]""", "user")]
    [TestCase("\"reader\"", "user")]
    [TestCase("null", "user")]
    public async Task Roles_of_the_configuration_stay_what_they_are_and_what_makes_no_sense_gives_nothing(string roles, string held)
    {
        await SignInAsync(ada, roles);
        (await RolesOf(ada)).ShouldBe(held.Split(' '), ignoreOrder: true);
        foreach (var (name, scopes) in new[] { ("reader", "read:users"), ("user", "self"), ("token", "inherit") })
            (await hub.Get<IRoleStore>().FindAsync(name, default))!.Scopes.ShouldBe([scopes]);
        (await hub.Get<IRoleStore>().FindAsync("evil-role", default)).ShouldBeNull();
    }

    [Test]
    public async Task A_role_may_name_its_other_holders_as_far_as_the_hub_knows_them()
    {
        var (role, group) = (HubAccounts.NewName("teacher"), await hub.GroupAsync());
        var bob = HubAccounts.NewName("bob");
        await SignInAsync(bob, "[]");
        await SignInAsync(ada, $$"""
            [{"name": "{{role}}", "scopes": ["read:hub"], "users": ["{{bob.ToUpperInvariant()}}", "nobody"], "groups": ["{{group}}"], "services": ["robot"]}]
            """);
        (await RolesOf(bob)).ShouldBe(["user", role]);
        (await RolesOf(ada)).ShouldBe(["user", role]);
        var model = (await admin.GetAsync($"roles/{role}")).Json;
        model["groups"]!.Values<string>().ShouldBe([group]);
        model["services"]!.Values<string>().ShouldBe(["robot"]);
        (await hub.Get<IUserStore>().FindAsync("nobody", default)).ShouldBeNull();
    }

    [TestCase("POST", "roles")]
    [TestCase("PUT", "roles/reader/users/chief")]
    [TestCase("DELETE", "roles/reader/users/chief")]
    public async Task Over_the_API_no_roles_are_given(string method, string path) =>
        (await admin.SendAsync(method, path, method == "POST" ? """{"name": "made-here", "scopes": []}""" : null))
            .ShouldFail(400, "Role management via API is disabled: with Authenticator.manage_roles the authenticator gives roles");

    [Test]
    public async Task How_a_user_is_shown_comes_along()
    {
        provider.Claims["name"] = "Ada L.";
        provider.Claims["picture"] = new JsonObject { ["small"] = "https://pictures.example/ada" };
        await SignInAsync(ada, "[]");
        using var token = new TokenClient(hub.Port, await MintedTokens.OfAsync(hub, ada, "inherit"));
        var shown = JObject.Parse("""{"display_name": "Ada L.", "avatar_url": "https://pictures.example/ada"}""");
        JToken.DeepEquals((await token.GetAsync("user")).Json["user_info"], shown).ShouldBeTrue();
        JToken.DeepEquals((await admin.GetAsync($"users/{ada}")).Json["user_info"], shown).ShouldBeTrue();
        provider.Claims.Remove("name");
        provider.Claims.Remove("picture");
        await SignInAsync(ada, "[]");
        (await admin.GetAsync($"users/{ada}")).Json["user_info"]!.Type.ShouldBe(JTokenType.Null);
    }

    [Test]
    public async Task How_a_user_is_shown_follows_the_provider_while_the_login_holds()
    {
        provider.Claims["name"] = "Ada L.";
        using var browser = await SignInAsync(ada, "[]");
        provider.Claims["name"] = "Ada King";
        hub.Clock.Advance(TimeSpan.FromSeconds(61));
        using var home = await browser.GetAsync("/hub/home");
        ((string?)(await admin.GetAsync($"users/{ada}")).Json["user_info"]!["display_name"]).ShouldBe("Ada King");
    }

    private async Task<PageClient> SignInAsync(string name, string roles)
    {
        var browser = new PageClient(hub.Port);
        (provider.Claims["sub"], provider.Claims["preferred_username"]) = (name, name);
        provider.Token = claims => claims["sub"] = name;
        provider.Claims["realm"] = JsonNode.Parse($$"""{"roles": {{roles}}}""");
        using var answer = await browser.LoginElsewhereAsync();
        ((int)answer.StatusCode).ShouldBe(302, await answer.TextAsync());
        return browser;
    }

    private async Task<IReadOnlyList<string>> RolesOf(string name) => (await hub.Get<IUserSnapshots>().FindAsync(name, false, default))!.Roles;
}
