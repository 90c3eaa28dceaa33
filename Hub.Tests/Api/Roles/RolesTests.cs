using Hub.Domain.Access;
using Hub.Domain.Configuration;
using Hub.Domain.Roles;
using Hub.Domain.Scopes;
using Hub.Domain.Services;
using Hub.Domain.Tokens;
using Hub.Tests.Support;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Roles;

public sealed class RolesTests
{
    private HubApplication hub = null!;
    private ApiClient admin = null!;
    private ApiClient user = null!;
    private string role = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        hub = await HubApplication.StartAsync(new HubConfiguration
        {
            Roles = new RoleOptions
            {
                LoadRoles = [new RoleDefinition { Name = "reader", Scopes = ["read:users"], Users = ["ann"] }],
                CustomScopes = new Dictionary<string, CustomScopeDefinition> { ["custom:app:read"] = new() { Description = "Read the app" } },
            },
        });
        admin = await hub.UserAsync(admin: true);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        admin.Dispose();
        await hub.DisposeAsync();
    }

    [SetUp]
    public async Task Make_a_user_and_a_name()
    {
        user = await hub.UserAsync();
        role = HubAccounts.NewName("role");
    }

    [TearDown]
    public void Leave() => user.Dispose();

    [Test]
    public async Task A_role_is_made_changed_and_removed()
    {
        var made = await CreateAsync("read:hub", "read:hub");
        made.Status.ShouldBe(201, made.Body?.ToString());
        var model = JObject.FromObject(new
        {
            kind = "role",
            name = role,
            description = "for a test",
            scopes = new[] { "read:hub" },
            origin = "api",
            groups = Array.Empty<string>(),
            services = Array.Empty<string>(),
        });
        JToken.DeepEquals(made.Body, model).ShouldBeTrue(made.Body!.ToString());
        JToken.DeepEquals((await admin.GetAsync($"roles/{role}")).Body, model).ShouldBeTrue();

        var changed = await admin.SendAsync("PUT", $"roles/{role}", new { scopes = new[] { "read:metrics" } });
        (changed.Status, (string)changed["description"]!).ShouldBe((200, "for a test"));
        changed.Texts("scopes").ShouldBe(["read:metrics"]);
        (await CreateAsync("read:hub")).Message.ShouldBe($"Role {role} already exists");

        (await admin.SendAsync("DELETE", $"roles/{role}")).Status.ShouldBe(204);
        var gone = await admin.SendAsync("DELETE", $"roles/{role}");
        (gone.Status, gone.Message).ShouldBe((404, $"No such role: {role}"));
    }

    [Test]
    public async Task Roles_of_every_origin_are_listed()
    {
        await CreateAsync();
        var list = (await admin.GetAsync("roles")).Body!;
        var origins = list.ToDictionary(item => (string)item["name"]!, item => (string)item["origin"]!);
        (origins["user"], origins["admin"], origins["reader"], origins[role]).ShouldBe(("default", "default", "configuration", "api"));
        (await admin.GetAsync("roles/reader/users")).Body!.Select(name => (string?)name).ShouldBe(["ann"]);
        (await admin.GetAsync("roles/admin/users")).Body!.Select(name => (string?)name).ShouldContain(admin.Name);
        (await admin.GetAsync("roles/nothing/users")).Status.ShouldBe(404);
    }

    [TestCase("GET", "roles")]
    [TestCase("GET", "roles/user")]
    [TestCase("GET", "roles/user/users")]
    [TestCase("POST", "roles")]
    [TestCase("PUT", "roles/user")]
    [TestCase("DELETE", "roles/user")]
    [TestCase("PUT", "roles/user/users/ann")]
    [TestCase("DELETE", "roles/user/users/ann")]
    [TestCase("PUT", "roles/user/groups/g")]
    [TestCase("DELETE", "roles/user/groups/g")]
    [TestCase("PUT", "roles/user/services/s")]
    [TestCase("DELETE", "roles/user/services/s")]
    public async Task Nothing_is_open_to_everybody(string method, string path)
    {
        var body = method is "POST" or "PUT" ? new { name = role, scopes = Array.Empty<string>() } : null;
        using var stranger = new ApiClient(hub.Port, "", null);
        (await stranger.SendAsync(method, path, body)).Status.ShouldBe(403);
        (await user.SendAsync(method, path, body)).Status.ShouldBe(403);
    }

    [TestCase("read:roles", 200)]
    [TestCase("read:roles!user=ann", 403)]
    [TestCase("read:roles:users", 403)]
    public async Task Reading_needs_the_scope_for_all_roles(string held, int status)
    {
        using var reader = await hub.UserWithAsync(held);
        (await reader.GetAsync("roles")).Status.ShouldBe(status);
    }

    [Test]
    public async Task Whoever_holds_every_scope_but_is_no_admin_changes_nothing()
    {
        await CreateAsync();
        using var mighty = await hub.UserWithAsync([.. DefaultRoles.Admin.Scopes]);
        var refused = await mighty.SendAsync("POST", "roles", new { name = HubAccounts.NewName("role"), scopes = new[] { "read:hub" } });
        (refused.Status, refused.Message).ShouldBe((403, "Only admins can change roles and who holds them"));
        (await mighty.SendAsync("PUT", $"roles/{role}", new { scopes = Array.Empty<string>() })).Status.ShouldBe(403);
        (await mighty.SendAsync("DELETE", $"roles/{role}")).Status.ShouldBe(403);
        (await mighty.SendAsync("PUT", $"roles/{role}/users/{mighty.Name}")).Status.ShouldBe(403);
        (await mighty.SendAsync("DELETE", $"roles/{role}/users/{mighty.Name}")).Status.ShouldBe(403);
    }

    [TestCase("admin:users,read:hub", "read:hub", 201)]
    [TestCase("admin:users", "read:hub", 403)]
    [TestCase("admin:users", "users,read:roles:users", 201)]
    [TestCase("admin:users", "admin:servers!user=ann", 403)]
    [TestCase("admin:users,servers!user=ann", "servers!user=ann", 201)]
    [TestCase("admin:users,servers!user=ann", "servers!user=bob", 403)]
    [TestCase("admin:users,servers!user=ann", "servers!user", 403)]
    [TestCase("admin:users", "self", 403)]
    [TestCase("admin:users", "inherit", 201)]
    [TestCase("read:roles", "", 403)]
    [TestCase("admin:users!user=ann", "", 403)]
    public async Task A_token_of_an_admin_gives_no_more_than_it_holds_itself(string held, string given, int status)
    {
        using var limited = await hub.ClientAsync(admin.Name, held.Split(','));
        var answer = await limited.SendAsync(
            "POST", "roles", new { name = role, scopes = given.Split(',', StringSplitOptions.RemoveEmptyEntries) });
        answer.Status.ShouldBe(status, answer.Body?.ToString());
    }

    [Test]
    public async Task What_a_token_could_not_write_it_cannot_hand_out_or_keep_either()
    {
        await CreateAsync("read:metrics");
        using var limited = await hub.ClientAsync(admin.Name, "admin:users", "read:hub");
        (await limited.SendAsync("PUT", $"roles/{role}/users/{user.Name}")).Status.ShouldBe(403);
        (await limited.SendAsync("PUT", $"roles/{role}", new { description = "mine" })).Status.ShouldBe(403);
        (await limited.SendAsync("PUT", $"roles/{role}", new { scopes = new[] { "read:hub", "read:metrics" } })).Message
            .ShouldBe($"Not assigning requested scopes read:metrics not held by User {admin.Name}");
        (await user.GetAsync("user")).Texts("scopes").ShouldNotContain("read:metrics");
    }

    [Test]
    public async Task An_admin_who_does_not_hold_a_custom_scope_gives_it_to_nobody() =>
        (await CreateAsync("custom:app:read")).Status.ShouldBe(403);

    [TestCase("user")]
    [TestCase("admin")]
    [TestCase("token")]
    [TestCase("reader")]
    public async Task Default_and_configured_roles_stay_as_they_are(string name)
    {
        var change = await admin.SendAsync("PUT", $"roles/{name}", new { scopes = Array.Empty<string>() });
        (change.Status, change.Message.Length > 20).ShouldBe((409, true));
        (await admin.SendAsync("DELETE", $"roles/{name}")).Status.ShouldBe(409);
        (await admin.SendAsync("PUT", $"roles/{name}/users/{user.Name}")).Status.ShouldBe(409);
        (await admin.SendAsync("DELETE", $"roles/{name}/users/{user.Name}")).Status.ShouldBe(409);
        (await admin.SendAsync("POST", "roles", new { name })).Status.ShouldBe(409);
    }

    [TestCase("{}", "name is required")]
    [TestCase("{\"name\": 5}", "name must be a string, not a number")]
    [TestCase("{\"name\": \"Ab\"}", null)]
    [TestCase("{\"name\": \"fine\", \"scopes\": [\"nonsense\"]}", "Scope 'nonsense' for role fine does not exist")]
    [TestCase("{\"name\": \"fine\", \"scopes\": [\"read:users!user=\"]}", null)]
    [TestCase("{\"name\": \"fine\", \"scopes\": \"read:hub\"}", "scopes must be a list, not a string")]
    [TestCase("{\"name\": \"fine\", \"users\": []}", null)]
    public async Task A_bad_role_is_refused_in_plain_words(string body, string? message)
    {
        var answer = await admin.SendAsync("POST", "roles", JToken.Parse(body));
        answer.Status.ShouldBe(400);
        if (message is not null)
            answer.Message.ShouldBe(message);
    }

    [TestCase("users")]
    [TestCase("groups")]
    public async Task Giving_changing_taking_and_removing_a_role_work_at_once(string kind)
    {
        await CreateAsync("read:hub");
        var path = $"roles/{role}/{kind}/{(kind == "users" ? user.Name : await hub.GroupAsync(user.Name))}";
        (await InfoAsync()).ShouldBe(403);
        (await admin.SendAsync("PUT", path)).Status.ShouldBe(204);
        (await InfoAsync()).ShouldBe(200);
        (await admin.SendAsync("PUT", path)).Status.ShouldBe(204);
        (await admin.SendAsync("PUT", $"roles/{role}", new { scopes = Array.Empty<string>() })).Status.ShouldBe(200);
        (await InfoAsync()).ShouldBe(403);
        (await admin.SendAsync("PUT", $"roles/{role}", new { scopes = new[] { "read:hub" } })).Status.ShouldBe(200);
        (await InfoAsync()).ShouldBe(200);
        (await admin.SendAsync("DELETE", path)).Status.ShouldBe(204);
        (await InfoAsync()).ShouldBe(403);
        (await admin.SendAsync("DELETE", path)).Status.ShouldBe(204);
        (await admin.SendAsync("PUT", path)).Status.ShouldBe(204);
        (await InfoAsync()).ShouldBe(200);
        (await admin.SendAsync("DELETE", $"roles/{role}")).Status.ShouldBe(204);
        (await InfoAsync()).ShouldBe(403);
    }

    [Test]
    public async Task A_service_holds_a_role_too()
    {
        var service = new Service { Name = HubAccounts.NewName("service"), Command = [] };
        await hub.Get<IServiceStore>().CreateAsync(service, null, null, default);
        var issued = await hub.Get<TokenIssuer>().IssueAsync(OwnerKind.Service, service.Id, new TokenRequest(null, null, null, null), default);
        using var client = new ApiClient(hub.Port, service.Name, issued.Secret);
        await CreateAsync("read:hub");
        (await client.GetAsync("info")).Status.ShouldBe(403);
        (await admin.SendAsync("PUT", $"roles/{role}/services/{service.Name}")).Status.ShouldBe(204);
        (await client.GetAsync("info")).Status.ShouldBe(200);
        (await admin.GetAsync($"roles/{role}")).Texts("services").ShouldBe([service.Name]);
    }

    [TestCase("users/nobody", "No such user: nobody")]
    [TestCase("groups/nobody", "No such group: nobody")]
    [TestCase("services/nobody", "No such service: nobody")]
    public async Task Nobody_cannot_hold_a_role(string holder, string message)
    {
        await CreateAsync();
        var answer = await admin.SendAsync("PUT", $"roles/{role}/{holder}");
        (answer.Status, answer.Message).ShouldBe((404, message));
    }

    [Test]
    public async Task The_configuration_takes_over_a_role_of_the_same_name()
    {
        await CreateAsync("read:hub");
        await admin.SendAsync("PUT", $"roles/{role}/users/{user.Name}");
        var roles = hub.Get<IRoleStore>();
        RoleDefinition[] Configured(params string[] names) =>
            [new() { Name = "reader", Scopes = ["read:users"], Users = ["ann"] }, .. names.Select(name => new RoleDefinition { Name = name, Scopes = ["proxy"] })];
        await roles.ReplaceConfiguredAsync([], Configured(role), default);
        (await InfoAsync()).ShouldBe(403);
        (await admin.SendAsync("DELETE", $"roles/{role}")).Status.ShouldBe(409);
        await roles.ReplaceConfiguredAsync([], Configured(), default);
        (await admin.GetAsync($"roles/{role}")).Status.ShouldBe(404);
    }

    private Task<ApiAnswer> CreateAsync(params string[] scopes) =>
        admin.SendAsync("POST", "roles", new { name = role, description = "for a test", scopes });

    private async Task<int> InfoAsync() => (await user.GetAsync("info")).Status;
}
