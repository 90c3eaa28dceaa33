using Hub.Api.Servers;
using Hub.Api.Users;
using Hub.Api.Wire.Json;
using Hub.Domain.Configuration;
using Hub.Domain.Roles;
using Hub.Tests.Support;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;

namespace Hub.Tests.Api.Users;

public sealed class UserTests : ApiFixture
{
    [Test]
    public async Task A_new_user_is_answered_as_a_whole_model()
    {
        (await Admin.PostAsync("users/Ada")).ShouldBe(201, Model("Ada"));
        (await Admin.GetAsync("users/Ada")).ShouldBe(200, Model("Ada"));
        (await Admin.PostAsync("users/Ada")).ShouldFail(409, "User Ada already exists");
    }

    [Test]
    public async Task Whoever_may_see_everything_is_shown_every_key_of_the_models()
    {
        await UsersAsync("open");
        await Admin.PostAsync("users/open/server");
        var user = (JObject)(await Admin.GetAsync("users/open?include_stopped_servers=1")).Json;
        user.Properties().Select(key => key.Name).ShouldBe(KeysOf<UserModel>());
        ((JObject)user["servers"]![""]!).Properties().Select(key => key.Name).ShouldBe(KeysOf<ServerModel>());
    }

    [Test]
    public async Task Several_users_are_added_in_order_under_normal_names_and_known_ones_are_skipped()
    {
        await UsersAsync("bulk-known");
        (await Admin.PostAsync("users", """{"usernames": ["Bulk-B", "bulk-known", "bulk-a"]}"""))
            .ShouldBe(201, $"[{Model("bulk-b")}, {Model("bulk-a")}]");
        (await Admin.PostAsync("users", """{"usernames": ["bulk-b", "BULK-A"]}""")).ShouldFail(409, "All 2 users already exist");
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("""{"usernames": []}""")]
    [TestCase("""{"usernames": {}}""")]
    [TestCase("""{"usernames": ""}""")]
    [TestCase("""{"colour": "red"}""")]
    public async Task Adding_nobody_is_refused(string body) =>
        (await Admin.PostAsync("users", body)).ShouldFail(400, "Must specify at least one user to create");

    [Test]
    public async Task One_bad_name_keeps_everybody_out()
    {
        (await Admin.PostAsync("users", """{"usernames": ["fine", "a/b"]}""")).ShouldFail(400, "Invalid username: a/b");
        (await Admin.PostAsync("users", """{"usernames": ["fine", "a/b", " x"]}""")).ShouldFail(400, "Invalid usernames: a/b,  x");
        (await Admin.GetAsync("users/fine")).ShouldFail(404, "Not Found");
    }

    [TestCase("""{"usernames": ["x"], "colour": "red"}""", "Invalid JSON keys: {'colour': 'red'}")]
    [TestCase("""{"usernames": ["x"], "admin": "yes"}""", "user.admin must be <class 'bool'>, not: <class 'str'>")]
    [TestCase("""{"usernames": ["x"], "name": null}""", "user.name must be <class 'str'>, not: <class 'NoneType'>")]
    [TestCase("""{"usernames": ["x"], "auth_state": []}""", "user.auth_state must be <class 'dict'>, not: <class 'list'>")]
    [TestCase("""{"usernames": ["x"], "roles": 1.5}""", "user.roles must be <class 'list'>, not: <class 'float'>")]
    [TestCase("""{"usernames": [1]}""", "user.usernames[0] must be a string, not a number")]
    [TestCase("""{"usernames": "x"}""", "user.usernames must be <class 'list'>, not: <class 'str'>")]
    public async Task A_body_of_the_wrong_shape_is_refused_by_name(string body, string message) =>
        (await Admin.PostAsync("users", body)).ShouldFail(400, message);

    [TestCase("a%2Fb", "a/b")]
    [TestCase("%20a", " a")]
    public async Task An_invalid_name_is_not_added(string path, string name)
    {
        (await Admin.PostAsync($"users/{path}")).ShouldFail(400, $"Failed to create user: {name}");
        (await Admin.GetAsync($"users/{path}")).ShouldFail(404);
    }

    [Test]
    public async Task An_admin_is_made_in_the_body()
    {
        (await Admin.PostAsync("users/chief", """{"admin": true, "name": "ignored"}""")).ShouldBe(201, Model("chief", admin: true));
        (await Admin.PatchAsync("users/chief", """{"admin": false}""")).ShouldBe(200, Model("chief"));
    }

    [Test]
    public async Task Who_is_no_admin_makes_none_and_changes_none()
    {
        await UsersAsync("plain");
        await Admin.PostAsync("users/boss", """{"admin": true}""");
        var robot = await ClientAsync("robot", "admin:users");
        var deputy = await ClientAsync("deputy", "admin:users");
        (await deputy.PostAsync("users", """{"usernames": ["n1"], "admin": true}""")).ShouldFail(403, "Only admins can grant admin permissions");
        (await deputy.PostAsync("users/n2", """{"admin": true}""")).ShouldFail(403, "Only admins can grant admin permissions");
        (await deputy.PatchAsync("users/plain", """{"admin": true}""")).ShouldFail(403, "Only admins can grant admin permissions");
        (await deputy.PatchAsync("users/deputy", """{"admin": true}""")).ShouldFail(403, "Only admins can grant admin permissions");
        (await deputy.PatchAsync("users/boss", """{"name": "x"}""")).ShouldFail(403, "Only admins can modify other admins");
        (await robot.PatchAsync("users/plain", """{"admin": true}""")).Status.ShouldBe(200);
    }

    [Test]
    public async Task A_rename_keeps_tokens_and_refuses_taken_names()
    {
        await UsersAsync("before", "taken");
        using var own = new TokenClient(App.Port, await TokenAsync("before", "inherit"));
        (await Admin.PatchAsync("users/before", """{"name": "taken"}""")).ShouldFail(400, "User taken already exists, username must be unique");
        (await Admin.PatchAsync("users/before", """{"name": "after"}""")).ShouldBe(200, Model("after"));
        (await own.GetAsync("user")).Json.Value<string>("name").ShouldBe("after");
        (await Admin.GetAsync("users/before")).ShouldFail(404);
    }

    [Test]
    public async Task Changing_needs_a_body_and_an_empty_one_changes_nothing()
    {
        await UsersAsync("still");
        (await Admin.PatchAsync("users/still")).ShouldFail(400, "Invalid JSON data: None");
        (await Admin.PatchAsync("users/still", "{}")).ShouldBe(200, Model("still"));
        (await Admin.PatchAsync("users/still", """{"groups": ["x"]}""")).ShouldFail(400);
        (await Admin.PatchAsync("users/still", """{"auth_state": {"a": 1}}""")).ShouldFail(400);
    }

    [Test]
    public async Task A_user_goes_with_tokens_and_memberships_but_never_the_one_who_asks()
    {
        await UsersAsync("leaver");
        await Admin.PostAsync("groups/left", """{"users": ["leaver"]}""");
        using var own = new TokenClient(App.Port, await TokenAsync("leaver", "inherit"));
        (await own.GetAsync("user")).Status.ShouldBe(200);
        (await Admin.DeleteAsync("users/leaver")).ShouldBe(204);
        (await own.GetAsync("user")).ShouldFail(403);
        (await Admin.GetAsync("groups/left")).Json["users"]!.ShouldBeEmpty();
        (await Admin.DeleteAsync("users/leaver")).ShouldFail(404, "Not Found");
        (await Admin.DeleteAsync("users/admin")).ShouldFail(400, "Cannot delete yourself!");
    }

    [Test]
    public async Task A_user_goes_with_running_servers()
    {
        await UsersAsync("runner");
        (await Admin.PostAsync("users/runner/server")).ShouldBe(201);
        (await Admin.DeleteAsync("users/runner")).ShouldBe(204);
        Machine.Ids.ShouldBeEmpty();
        Proxy.Count.ShouldBe((await Admin.GetAsync("proxy")).Json.Count());
    }

    [Test]
    public async Task The_own_model_says_what_the_credentials_allow()
    {
        await UsersAsync("self");
        (await (await ClientAsync("self", "read:users:activity!user")).GetAsync("user")).ShouldBe(200, """
            {"kind": "user", "name": "self", "user_info": null, "admin": false, "groups": [], "last_activity": null, "token_id": "<any>",
             "session_id": null, "scopes": ["read:users:activity!user=self", "read:users:groups!user=self", "read:users:name!user=self"]}
            """);
        (await (await ClientAsync("robot", "read:hub")).GetAsync("user")).ShouldBe(200, """
            {"kind": "service", "name": "robot", "admin": true, "token_id": "<any>", "session_id": null, "scopes": ["read:hub", "read:services:name!service=robot"]}
            """);
        (await Nobody.GetAsync("user")).ShouldFail(403);
    }

    [Test]
    public async Task Keys_are_shown_by_scope()
    {
        await UsersAsync("seen");
        await ShowsAsync("read:users:name", "kind name user_info admin");
        await ShowsAsync("read:users:groups", "kind name groups");
        await ShowsAsync("read:users:activity", "kind name last_activity");
        await ShowsAsync("read:servers", "kind name user_info admin servers");
        await ShowsAsync("read:roles:users", "kind name roles admin");
        await ShowsAsync("read:users", "kind name user_info admin roles groups server pending created last_activity");
        async Task ShowsAsync(string scope, string keys)
        {
            var model = (await (await ClientAsync("robot", scope)).GetAsync("users/seen")).Json.ShouldBeOfType<JObject>();
            model.Properties().Select(property => property.Name).Order().ShouldBe(keys.Split(' ').Order(), scope);
        }
    }

    [Test]
    public async Task Admin_access_is_off_unless_it_was_turned_on()
    {
        await UsersAsync("visited");
        (await Admin.PostAsync("users/visited/admin-access")).ShouldFail(403, "admin access to user servers disabled");
    }

    internal static string Model(string name, bool admin = false) => $$"""
        {"kind": "user", "name": "{{name}}", "user_info": null, "admin": {{(admin ? "true" : "false")}},
         "roles": {{(admin ? """["user", "admin"]""" : """["user"]""")}}, "groups": [], "server": null, "pending": null,
         "created": "<time>", "last_activity": null, "servers": {}, "auth_state": null}
        """;

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Roles = new RoleOptions { LoadRoles = [new RoleDefinition { Name = "deputies", Scopes = ["admin:users"], Users = ["deputy"] }] },
    };

    private static IEnumerable<string> KeysOf<T>() =>
        ((JsonObjectContract)HubJson.Serializer.ContractResolver.ResolveContract(typeof(T))).Properties.Select(key => key.PropertyName!);
}
