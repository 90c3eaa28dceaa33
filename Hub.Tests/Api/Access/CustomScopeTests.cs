using Hub.Domain.Roles;
using Hub.Domain.Services;
using Hub.Tests.Api.OAuth;
using Hub.Tests.Support;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Access;

/// <summary>Scopes of the operator's own, and scopes about the service that asks, on their whole way through the hub.</summary>
public sealed class CustomScopeTests
{
    private HubApplication hub = null!;

    [OneTimeSetUp]
    public async Task StartHub() => hub = await HubApplication.StartAsync(OAuthFlow.Configuration with
    {
        Services = new ServiceOptions
        {
            Services =
            [
                new()
                {
                    Name = "app", Url = "http://127.0.0.1:9", ApiToken = OAuthFlow.Secret, OauthNoConfirm = true,
                    OauthClientAllowedScopes = ["custom:app:write", "read:services!service"],
                },
            ],
        },
        Roles = new RoleOptions
        {
            CustomScopes = new Dictionary<string, CustomScopeDefinition>
            {
                ["custom:app:write"] = new() { Description = "Write", Subscopes = ["custom:app:read"] },
                ["custom:app:read"] = new() { Description = "Read" },
            },
            LoadRoles =
            [
                new() { Name = "user", Scopes = ["self", "access:services!service=app", "read:services"] },
                new() { Name = "writers", Scopes = ["custom:app:write"], Users = ["ada"] },
                new() { Name = "admin", Users = ["chief"] },
            ],
        },
    });

    [OneTimeTearDown]
    public async Task StopHub() => await hub.DisposeAsync();

    [Test]
    public async Task Whoever_holds_one_holds_what_is_below_it_and_admins_hold_none()
    {
        (await ScopesAsync("ada", "inherit")).Where(IsCustom).ShouldBe(["custom:app:read", "custom:app:write"]);
        (await ScopesAsync("ada", "custom:app:read")).Where(IsCustom).ShouldBe(["custom:app:read"]);
        (await ScopesAsync("chief", "inherit")).Where(IsCustom).ShouldBeEmpty();
    }

    [Test]
    public async Task Nobody_asks_for_one_they_do_not_hold()
    {
        using var chief = new TokenClient(hub.Port, await MintedTokens.OfAsync(hub, "chief", "inherit"));
        (await chief.PostAsync("users/chief/tokens", """{"scopes": ["custom:app:read"]}"""))
            .ShouldFail(400, "Not assigning requested scopes custom:app:read not held by User chief");
        (await chief.PostAsync("users/ada/tokens", """{"scopes": ["custom:app:read"]}""")).Status.ShouldBe(201);
        (await chief.GetAsync("scopes/explain?user=ada&scope=custom:app:read")).Json.Value<bool>("allowed").ShouldBeTrue();
        (await chief.GetAsync("scopes/explain?user=chief&scope=custom:app:read")).Json.Value<bool>("allowed").ShouldBeFalse();
    }

    [Test]
    public async Task A_scope_about_the_service_that_asks_is_about_it_and_elsewhere_about_nothing()
    {
        using var browser = new PageClient(hub.Port);
        using var program = new PageClient(hub.Port);
        await browser.LoginAsync("ada");
        using var answer = await OAuthFlow.ExchangeAsync(program, await OAuthFlow.CodeAsync(browser));
        var who = (await OAuthFlow.WhoAsync(program, JObject.Parse(await answer.TextAsync()).Value<string>("access_token")!))!;
        var scopes = who["scopes"]!.Values<string>().ToList();
        scopes.ShouldContain("read:services!service=app");
        scopes.ShouldContain("custom:app:write");
        scopes.ShouldNotContain("read:services");
        (await ScopesAsync("ada", "read:services!service")).ShouldBe(["read:users:groups!user=ada", "read:users:name!user=ada"]);
    }

    private static bool IsCustom(string scope) => scope.StartsWith("custom:", StringComparison.Ordinal);

    private async Task<IReadOnlyList<string>> ScopesAsync(string user, params string[] scopes)
    {
        using var client = new TokenClient(hub.Port, await MintedTokens.OfAsync(hub, user, scopes));
        return [.. (await client.GetAsync("user")).Json["scopes"]!.Values<string>().OfType<string>()];
    }
}
