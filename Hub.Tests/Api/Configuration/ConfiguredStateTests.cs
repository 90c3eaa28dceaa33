using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Domain.Groups;
using Hub.Domain.OAuth;
using Hub.Domain.Roles;
using Hub.Domain.Services;
using Hub.Domain.Tokens;
using Hub.Domain.Users;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Configuration;

/// <summary>What a start does with the rows of the start before, when the configuration is another one.</summary>
public sealed class ConfiguredStateTests
{
    private const string Secret = "a-token-that-nobody-guesses";

    [Test]
    public async Task What_the_configuration_no_longer_has_is_gone_and_what_was_made_since_stays()
    {
        await using var before = await HubApplication.StartAsync(ApiFixture.Basis with
        {
            Services = new ServiceOptions { Services = [new() { Name = "robot", Admin = true }, new() { Name = "past", ApiToken = Secret }] },
            Roles = Roles(new RoleDefinition { Name = "readers", Scopes = ["list:users"], Users = ["ann"], Services = ["past"], Groups = ["club"] }),
            Groups = Groups("club", new GroupDefinition { Users = ["ben"] }),
        });
        var onBefore = await AdminAsync(before);
        (await onBefore.PostAsync("roles", """{"name": "made-here", "scopes": ["read:hub"]}""")).Status.ShouldBe(201);
        (await onBefore.PostAsync("services/made-here", """{"display": false}""")).Status.ShouldBe(201);
        (await OwnAsync(before, "ann", "users")).ShouldBe(200);
        (await OwnAsync(before, "ben", "users")).ShouldBe(200);
        using var past = new TokenClient(before.Port, Secret);
        (await past.GetAsync("users")).Status.ShouldBe(200);

        await using var after = await HubApplication.StartAsync(ApiFixture.Basis, beside: before);
        var admin = await AdminAsync(after);
        (await admin.GetAsync("roles/readers")).ShouldFail(404);
        (await admin.GetAsync("services/past")).ShouldFail(404);
        (await OwnAsync(after, "ann", "users")).ShouldBe(403);
        (await OwnAsync(after, "ben", "users")).ShouldBe(403);
        using var onAfter = new TokenClient(after.Port, Secret);
        (await onAfter.GetAsync("user")).ShouldFail(403);
        (await admin.GetAsync("roles/made-here")).Status.ShouldBe(200);
        (await admin.GetAsync("services/made-here")).Status.ShouldBe(200);
        (await admin.GetAsync("groups/club")).Json["users"]!.Values<string>().ShouldBe(["ben"]);
    }

    [Test]
    public async Task Whom_a_role_lists_are_the_only_ones_who_hold_it()
    {
        await using var before = await HubApplication.StartAsync(ApiFixture.Basis with
        {
            Roles = Roles(new RoleDefinition { Name = "readers", Scopes = ["list:users"], Users = ["ANN"], Groups = ["club"] }),
            Groups = Groups("club", new GroupDefinition { Users = ["ben"] }),
        });
        (await OwnAsync(before, "ann", "users")).ShouldBe(200);
        await using var after = await HubApplication.StartAsync(
            ApiFixture.Basis with { Roles = Roles(new RoleDefinition { Name = "readers", Scopes = ["list:users"], Users = ["Cid"] }) }, beside: before);
        (await OwnAsync(after, "ann", "users")).ShouldBe(403);
        (await OwnAsync(after, "ben", "users")).ShouldBe(403);
        (await OwnAsync(after, "cid", "users")).ShouldBe(200);
    }

    [Test]
    public async Task A_default_role_may_be_given_partly_and_is_itself_again_afterwards()
    {
        await using var before = await HubApplication.StartAsync(
            ApiFixture.Basis with { Roles = Roles(new RoleDefinition { Name = "user", Scopes = ["self", "read:hub"] }) });
        await (await AdminAsync(before)).PostAsync("users/ann");
        (await OwnAsync(before, "ann", "info")).ShouldBe(200);
        // Who holds the role is not said there, so they all still do.
        await using var changed = await HubApplication.StartAsync(
            ApiFixture.Basis with { Roles = Roles(new RoleDefinition { Name = "user", Description = "Everybody" }) }, beside: before);
        (await OwnAsync(changed, "ann", "info")).ShouldBe(403);
        (await OwnAsync(changed, "ann", "users/ann")).ShouldBe(200);
        await using var extra = await HubApplication.StartAsync(
            ApiFixture.Basis with { Roles = new RoleOptions { ExtraUserScopes = new HashSet<string> { "read:hub" } } }, beside: before);
        (await OwnAsync(extra, "ann", "info")).ShouldBe(200);
        (await OwnAsync(extra, "ann", "users/ann")).ShouldBe(200);
    }

    [Test]
    public async Task The_role_admin_makes_and_unmakes_admins_where_it_lists_them()
    {
        await using var before = await HubApplication.StartAsync(ApiFixture.Basis with { Roles = Roles(new RoleDefinition { Name = "admin", Users = ["ann"] }) });
        var admin = await AdminAsync(before);
        await admin.PostAsync("users/ben", """{"admin": true}""");
        (await OwnAsync(before, "ann", "proxy")).ShouldBe(200);
        // Not mentioned, and so left alone; those of admin_users are added to whom it lists.
        (await admin.GetAsync("services/robot")).Json.Value<bool>("admin").ShouldBeTrue();
        await using var silent = await HubApplication.StartAsync(ApiFixture.Basis, beside: before);
        (await OwnAsync(silent, "ann", "proxy")).ShouldBe(200);
        await using var after = await HubApplication.StartAsync(
            ApiFixture.Basis with { Roles = Roles(new RoleDefinition { Name = "admin", Users = ["cid"], Services = [] }) }, beside: before);
        (await OwnAsync(after, "ann", "proxy")).ShouldBe(403);
        (await OwnAsync(after, "ben", "proxy")).ShouldBe(403);
        (await OwnAsync(after, "cid", "proxy")).ShouldBe(200);
        (await OwnAsync(after, "admin", "proxy")).ShouldBe(200);
        (await (await AdminAsync(after)).GetAsync("services/robot")).Json.Value<bool>("admin").ShouldBeFalse();
    }

    [Test]
    public async Task Whom_allowed_users_names_holds_the_role_user_from_the_start_on()
    {
        await using var before = await HubApplication.StartAsync(ApiFixture.Basis);
        await (await AdminAsync(before)).PostAsync("users/kim");
        var kim = (await before.Get<IUserStore>().FindAsync("kim", default))!;
        await before.Get<IRoleStore>().TakeAsync(
            (await before.Get<IRoleStore>().FindAsync("user", default))!.Id, new RoleHolder(RoleHolderKind.User, kim.Id), default);
        await using var after = await HubApplication.StartAsync(
            ApiFixture.Basis with { Authenticator = ApiFixture.Basis.Authenticator with { AllowedUsers = new HashSet<string> { "KIM", "lee" } } },
            beside: before);
        var admin = await AdminAsync(after);
        foreach (var name in (string[])["kim", "lee"])
            (await admin.GetAsync($"users/{name}")).Json["roles"]!.Values<string>().ShouldBe(["user"]);
    }

    [Test]
    public async Task Groups_are_filled_and_never_emptied_and_their_properties_replaced()
    {
        await using var before = await HubApplication.StartAsync(ApiFixture.Basis with
        {
            Groups = Groups("club", new GroupDefinition { Users = ["Ann"], Properties = Properties("""{"room": 7, "floor": 2}""") }),
        });
        await using var after = await HubApplication.StartAsync(ApiFixture.Basis with
        {
            Groups = Groups("club", new GroupDefinition { Users = ["ben"], Properties = Properties("""{"room": 8}""") }),
        }, beside: before);
        var admin = await AdminAsync(after);
        (await admin.GetAsync("groups/club")).ShouldBe(
            200, """{"kind": "group", "name": "club", "users": ["ann", "ben"], "properties": {"room": 8}, "roles": []}""");
        await using var last = await HubApplication.StartAsync(
            ApiFixture.Basis with { Groups = Groups("club", new GroupDefinition { Users = ["cid"] }) }, beside: before);
        (await (await AdminAsync(last)).GetAsync("groups/club")).Json["properties"]!.Value<int>("room").ShouldBe(8);
    }

    [Test]
    public async Task Tokens_of_the_configuration_work_until_it_has_them_no_longer()
    {
        await using var before = await HubApplication.StartAsync(
            ApiFixture.Basis with { Tokens = new TokenOptions { ApiTokens = new Dictionary<string, string> { [Secret] = "Ann" } } });
        using var ann = new TokenClient(before.Port, Secret);
        (await ann.GetAsync("user")).Json.Value<string>("name").ShouldBe("ann");
        (await ann.GetAsync("users/ann/tokens")).Json["api_tokens"]!.Single().Value<string>("note").ShouldBe("from config");
        await using var other = await HubApplication.StartAsync(
            ApiFixture.Basis with { Tokens = new TokenOptions { ApiTokens = new Dictionary<string, string> { [Secret] = "ben" } } }, beside: before);
        using var ben = new TokenClient(other.Port, Secret);
        (await ben.GetAsync("user")).Json.Value<string>("name").ShouldBe("ben");
        await using var after = await HubApplication.StartAsync(ApiFixture.Basis, beside: before);
        using var nobody = new TokenClient(after.Port, Secret);
        (await nobody.GetAsync("user")).ShouldFail(403);
    }

    [Test]
    public async Task The_role_token_limits_tokens_of_the_configuration_too()
    {
        await using var hub = await HubApplication.StartAsync(ApiFixture.Basis with
        {
            Tokens = new TokenOptions { ServiceTokens = new Dictionary<string, string> { [Secret] = "robot" } },
            Roles = Roles(new RoleDefinition { Name = "token", Scopes = ["read:hub"] }),
        });
        using var robot = new TokenClient(hub.Port, Secret);
        (await robot.GetAsync("info")).Status.ShouldBe(200);
        (await robot.GetAsync("users")).ShouldFail(403);
        // And those of services that are made later.
        (await (await AdminAsync(hub)).PostAsync("services/later", $$"""{"admin": true, "api_token": "{{Secret}}-2"}""")).Status.ShouldBe(201);
        using var later = new TokenClient(hub.Port, $"{Secret}-2");
        (await later.GetAsync("info")).Status.ShouldBe(200);
        (await later.GetAsync("users")).ShouldFail(403);
    }

    [Test]
    public async Task A_service_that_the_configuration_only_has_a_token_of_is_made()
    {
        await using var hub = await HubApplication.StartAsync(ApiFixture.Basis with
        {
            Tokens = new TokenOptions { ServiceTokens = new Dictionary<string, string> { [Secret] = "bare" } },
            Roles = Roles(new RoleDefinition { Name = "readers", Scopes = ["list:users"], Services = ["bare"] }),
        });
        using var bare = new TokenClient(hub.Port, Secret);
        (await bare.GetAsync("user")).Json.Value<string>("name").ShouldBe("bare");
        (await bare.GetAsync("users")).Status.ShouldBe(200);
        await using var after = await HubApplication.StartAsync(ApiFixture.Basis, beside: hub);
        (await (await AdminAsync(after)).GetAsync("services/bare")).ShouldFail(404);
    }

    [Test]
    public async Task Roles_of_old_say_what_a_client_may_have_unless_scopes_do()
    {
        await using var hub = await HubApplication.StartAsync(ApiFixture.Basis with
        {
            Services = new ServiceOptions
            {
                Services =
                [
                    new() { Name = "robot", Admin = true },
                    new() { Name = "old", Url = "http://127.0.0.1:9", OauthRoles = ["readers", "user"] },
                    new() { Name = "both", Url = "http://127.0.0.1:9", OauthRoles = ["readers"], OauthClientAllowedScopes = ["read:hub"] },
                ],
            },
            Roles = Roles(new RoleDefinition { Name = "readers", Scopes = ["list:users"] }),
        });
        var clients = hub.Get<IOAuthStore>();
        (await clients.FindClientAsync("service-old", default))!.AllowedScopes.ShouldBe(["list:users", "self", "access:services!service=old"]);
        (await clients.FindClientAsync("service-both", default))!.AllowedScopes.ShouldBe(["read:hub", "access:services!service=both"]);
    }

    [Test]
    public async Task What_cannot_be_stops_the_start_with_its_name()
    {
        await RefusedAsync(new() { Roles = Roles(new RoleDefinition { Name = "readers", Users = ["a/b"] }) }, "JupyterHub.load_roles: role readers: 'a/b' is no valid user name");
        await RefusedAsync(new() { Roles = Roles(new RoleDefinition { Name = "readers", Services = ["none"] }) }, "role readers names the service 'none'");
        await RefusedAsync(new() { Roles = Roles(new RoleDefinition { Name = "readers", Scopes = ["no:such"] }) }, "no:such");
        await RefusedAsync(new() { Groups = Groups("club", new GroupDefinition { Users = [" x"] }) }, "JupyterHub.load_groups: group club: ' x' is no valid user name");
        await RefusedAsync(
            new() { Tokens = new TokenOptions { ApiTokens = new Dictionary<string, string> { [Secret] = "" } } }, "JupyterHub.api_tokens: '' is no valid user name");
        await RefusedAsync(
            new() { Tokens = new TokenOptions { ApiTokens = new Dictionary<string, string> { ["short"] = "ann" } } }, "a token has only 5 characters; it needs 8 at least");
        await RefusedAsync(
            new() { Tokens = new TokenOptions { ServiceTokens = new Dictionary<string, string> { [Secret] = "a/b" } } }, "JupyterHub.service_tokens: 'a/b' is no name of a service");
        await RefusedAsync(
            new() { Services = new ServiceOptions { Services = [new() { Name = "old", Url = "http://127.0.0.1:9", OauthRoles = ["none"] }] } },
            "JupyterHub.services: oauth_roles of old: there is no role 'none'");
    }

    private static async Task RefusedAsync(HubConfiguration configuration, string words) =>
        (await Should.ThrowAsync<InvalidInputException>(() => HubApplication.StartAsync(configuration))).Message.ShouldContain(words);

    private static RoleOptions Roles(params RoleDefinition[] roles) => new() { LoadRoles = roles };

    private static GroupOptions Groups(string name, GroupDefinition group) =>
        new() { LoadGroups = new Dictionary<string, GroupDefinition> { [name] = group } };

    private static Dictionary<string, System.Text.Json.JsonElement> Properties(string json) =>
        System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, System.Text.Json.JsonElement>>(json)!;

    private static async Task<TokenClient> AdminAsync(HubApplication hub) => new(hub.Port, await MintedTokens.OfAsync(hub, "admin", "inherit"));

    /// <summary>How a request is answered to somebody with all they may do.</summary>
    private static async Task<int> OwnAsync(HubApplication hub, string user, string path)
    {
        using var client = new TokenClient(hub.Port, await MintedTokens.OfAsync(hub, user, "inherit"));
        return (await client.GetAsync(path)).Status;
    }
}
