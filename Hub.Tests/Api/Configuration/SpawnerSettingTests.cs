using System.Text.Json;
using Hub.Domain.OAuth;
using Hub.Domain.Roles;
using Hub.Domain.Routes;
using Hub.Domain.Spawners;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Tests.Api.Configuration;

/// <summary>What settings of the spawner do to a start over the API.</summary>
public sealed class SpawnerSettingTests
{
    private TinyServers machine = null!;
    private TinySpawner spawner = null!;

    [SetUp]
    public void SwitchOn()
    {
        machine = new TinyServers();
        spawner = new TinySpawner(machine);
    }

    [TearDown]
    public async Task SwitchOff() => await machine.DisposeAsync();

    [Test]
    public async Task Options_of_the_user_set_the_traits_they_are_mapped_to_and_no_others()
    {
        await using var hub = await StartAsync(new SpawnerOptions
        {
            SpawnerClass = "simple",
            ApplyUserOptions = new Dictionary<string, string> { ["page"] = "default_url", ["memory"] = "mem_limit", ["extra"] = "args" },
        });
        using var admin = await ClientAsync(hub, "admin");
        (await admin.PostAsync("users/admin/server", """{"page": "/lab", "memory": "1G", "extra": ["--debug"], "cmd": ["rm"]}""")).ShouldBe(201);
        var request = spawner.Requests[^1];
        request.Environment.DefaultUrl.ShouldBe("/lab");
        request.Environment.MemLimit.ShouldBe(1 << 30);
        request.Command.ShouldBe(["jupyterhub-singleuser", "--debug"]);
        (await admin.DeleteAsync("users/admin/server")).ShouldBe(204);
        var refused = await admin.PostAsync("users/admin/server", """{"memory": "much"}""");
        refused.ShouldFail(400);
        refused.Message.ShouldNotBeNull().ShouldStartWith("Invalid user options: memory");
        (await admin.GetAsync("users/admin/server")).Json.Value<bool>("stopped").ShouldBeTrue();
    }

    [Test]
    public async Task Members_of_groups_get_their_traits_in_the_order_of_the_keys()
    {
        await using var hub = await StartAsync(new SpawnerOptions
        {
            SpawnerClass = "simple",
            Environment = new Dictionary<string, string> { ["ALL"] = "1", ["GONE"] = "1" },
            GroupOverrides = new Dictionary<string, GroupOverride>
            {
                ["02"] = Override("beta", """{"environment": {"BETA": "1", "GONE": null}, "mem_limit": "2G"}"""),
                ["01"] = Override("alpha", """{"environment": {"ALPHA": "1"}, "mem_limit": "1G"}"""),
                ["03"] = Override("nobody", """{"mem_limit": "3G"}"""),
            },
        });
        using var admin = await ClientAsync(hub, "admin");
        (await admin.PostAsync("groups", """{"groups": ["alpha", "beta"], "users": ["admin"]}""")).Status.ShouldBe(201);
        (await admin.PostAsync("users/admin/server")).ShouldBe(201);
        var environment = spawner.Requests[^1].Environment;
        environment.MemLimit.ShouldBe(2L << 30);
        environment.Overrides.ShouldBe(new Dictionary<string, string> { ["ALL"] = "1", ["ALPHA"] = "1", ["BETA"] = "1" }, ignoreOrder: true);
        await admin.PostAsync("users/other");
        (await admin.PostAsync("users/other/server")).ShouldBe(201);
        spawner.Requests[^1].Environment.MemLimit.ShouldBeNull();
    }

    [Test]
    public async Task The_token_of_a_server_has_the_configured_scopes_as_far_as_its_owner_holds_them()
    {
        await using var hub = await StartAsync(new SpawnerOptions { ServerTokenScopes = ["list:users", "access:servers!server", "read:users:groups!user"] });
        using var admin = await ClientAsync(hub, "admin");
        await admin.PostAsync("users/plain");
        (await admin.PostAsync("users/plain/server")).ShouldBe(201);
        (await ScopesAsync(hub)).ShouldBe(
            ["access:servers!server=plain/", "read:users:activity!user=plain", "read:users:groups!user=plain", "read:users:name!user=plain", "users:activity!user=plain"],
            ignoreOrder: true);
        (await admin.PostAsync("users/admin/server")).ShouldBe(201);
        (await ScopesAsync(hub)).ShouldContain("list:users");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_client_of_a_server_may_have_what_scopes_or_roles_of_old_say(bool scopes)
    {
        await using var hub = await StartAsync(
            scopes
                ? new SpawnerOptions { OauthClientAllowedScopes = ["read:hub"], OauthRoles = ["readers"] }
                : new SpawnerOptions { OauthRoles = ["readers", "user"] },
            new RoleOptions { LoadRoles = [new() { Name = "readers", Scopes = ["list:users", "self"] }] });
        using var admin = await ClientAsync(hub, "admin");
        (await admin.PostAsync("users/admin/server")).ShouldBe(201);
        var client = (await hub.Get<IOAuthStore>().FindClientAsync("jupyterhub-user-admin", default))!;
        client.AllowedScopes.ShouldBe(scopes ? ["read:hub", "access:servers!server=admin/"] : ["list:users", "self", "access:servers!server=admin/"]);
        spawner.Requests[^1].Environment.AllowedScopes.ShouldBe(scopes ? ["read:hub"] : ["list:users", "self"]);
    }

    private static GroupOverride Override(string group, string traits) => new()
    {
        Groups = [group],
        SpawnerOverride = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(traits)!,
    };

    private Task<HubApplication> StartAsync(SpawnerOptions options, RoleOptions? roles = null) => HubApplication.StartAsync(
        ApiFixture.Basis with { Spawner = options, Roles = roles ?? new RoleOptions() },
        services =>
        {
            services.Replace(ServiceDescriptor.Singleton<ISpawner>(spawner));
            services.Replace(ServiceDescriptor.Singleton<IProxy>(new ForgetfulProxy()));
        });

    private async Task<IEnumerable<string?>> ScopesAsync(HubApplication hub)
    {
        using var server = new TokenClient(hub.Port, spawner.Requests[^1].Environment.ApiToken);
        return [.. (await server.GetAsync("user")).Json["scopes"]!.Values<string>()];
    }

    private static async Task<TokenClient> ClientAsync(HubApplication hub, string user) => new(hub.Port, await MintedTokens.OfAsync(hub, user, "inherit"));
}
