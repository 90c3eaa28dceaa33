using Hub.Domain.Servers;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Servers;

public sealed class NamedServersOffTests : ApiFixture
{
    [Test]
    public async Task Without_named_servers_there_is_only_the_default_one()
    {
        foreach (var method in (string[])["PUT", "POST", "DELETE"])
            (await Admin.SendAsync(method, "users/admin/servers/lab")).ShouldFail(400, "Named servers are not enabled.");
        (await Admin.PatchAsync("users/admin/servers/lab", """{"name": "x"}""")).ShouldFail(400, "Named servers are not enabled.");
        (await Admin.GetAsync("users/admin/servers/lab")).ShouldFail(404);
        (await Admin.PatchAsync("users/admin/server", """{"name": "x"}""")).ShouldFail(400, "Named servers are not enabled.");
        (await Admin.PatchAsync("users/admin/server", """{"display_name": "x"}""")).ShouldFail(400, "Named servers are not enabled.");
        (await Admin.PatchAsync("users/admin/server", """{"display_name": "", "user_options": {"a": 1}}""")).Status.ShouldBe(200);
    }

    [Test]
    public async Task A_limit_on_named_servers_counts_all_that_exist()
    {
        await using var limited = await HubApplication.StartAsync(
            Basis with { Servers = new ServerOptions { AllowNamedServers = true, NamedServerLimitPerUser = 1 } });
        using var admin = new TokenClient(limited.Port, await MintedTokens.OfAsync(limited, "admin", "inherit"));
        (await admin.PutAsync("users/admin/servers/one")).Status.ShouldBe(201);
        const string Full = "User admin already has the maximum of 1 named servers.  One must be deleted before a new server can be created";
        (await admin.PutAsync("users/admin/servers/two")).ShouldFail(400, Full);
        (await admin.PostAsync("users/admin/servers/two")).ShouldFail(400, Full);
        (await admin.PostAsync("users/admin/servers/Not_valid")).ShouldFail(400, Full);
        (await admin.PatchAsync("users/admin/server", """{"name": "two"}""")).ShouldFail(400, Full);
        (await admin.DeleteAsync("users/admin/servers/one", """{"remove": true}""")).ShouldBe(204);
        var atOnce = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => admin.PutAsync($"users/admin/servers/many{number}")));
        atOnce.Count(answer => answer.Status == 201).ShouldBe(1);
        foreach (var refused in atOnce.Where(answer => answer.Status != 201))
            refused.ShouldFail(400, Full);
    }
}
