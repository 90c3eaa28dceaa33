using Hub.Domain.Configuration;
using Hub.Domain.Routes;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Domain.Users;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Tests.Api.Servers;

/// <summary>What may be done with named servers from before the rules for their names.</summary>
public sealed class InvalidNamesTests : ApiFixture
{
    [Test]
    public async Task Unless_the_operator_minds_they_start_as_they_are()
    {
        await AddAsync("carefree", "my_lab");
        (await Admin.PostAsync("users/carefree/servers/my_lab")).ShouldBe(201);
        (await Admin.DeleteAsync("users/carefree/servers/my_lab")).ShouldBe(204);
        (await Admin.PostAsync("users/carefree/servers/New_One")).ShouldFail(400, "Invalid server_name: 'New_One'");
    }

    [Test]
    public async Task Where_they_may_only_be_deleted_they_do_not_start()
    {
        await AddAsync("strict", "My Lab");
        await using var hub = await BesideAsync(InvalidNamedServers.AllowDelete);
        using var admin = await AdminAsync(hub);
        (await admin.PostAsync("users/strict/servers/My%20Lab")).ShouldFail(400, "Starting invalid server_name 'My Lab' is disabled, contact your administrator");
        (await admin.DeleteAsync("users/strict/servers/My%20Lab", """{"remove": true}""")).ShouldBe(204);
        (await admin.GetAsync("users/strict/servers/My%20Lab")).ShouldFail(404);
    }

    [Test]
    public async Task Where_they_are_renamed_what_runs_keeps_its_name_until_it_does_not()
    {
        foreach (var (name, display) in ((string, string)[])[("My Lab", "My Lab"), ("my_lab", ""), ("Über", "Mine"), ("fine", "Fine"), ("Runs Now", "Runs Now")])
            await AddAsync("renamed", name, display);
        await AddAsync("other", "My Lab");
        (await Admin.PostAsync("users/renamed/servers/Runs%20Now")).ShouldBe(201);
        await using (var hub = await BesideAsync(InvalidNamedServers.AutoRename))
        {
            using var admin = await AdminAsync(hub);
            (await NamesAsync(admin, "renamed")).ShouldBe(["", "Runs Now|Runs Now", "fine|Fine", "my-lab|My Lab", "my-lab-1583e1b1|my_lab", "ber|Mine"], ignoreOrder: true);
            (await NamesAsync(admin, "other")).ShouldBe(["", "my-lab|My Lab"], ignoreOrder: true);
            hub.Log.Text.ShouldContain("'Runs Now' of 'renamed' has an invalid name and runs");
        }

        (await Admin.DeleteAsync("users/renamed/servers/Runs%20Now")).ShouldBe(204);
        await using var next = await BesideAsync(InvalidNamedServers.AutoRename);
        using var client = await AdminAsync(next);
        (await NamesAsync(client, "renamed")).ShouldContain("runs-now|Runs Now");
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with { Servers = new ServerOptions { AllowNamedServers = true } };

    private Task<HubApplication> BesideAsync(InvalidNamedServers allowed) => HubApplication.StartAsync(
        Basis with { Servers = new ServerOptions { AllowNamedServers = true, AllowExistingInvalidNamedServers = allowed, CleanupServers = false } },
        services =>
        {
            services.Replace(ServiceDescriptor.Singleton<ISpawner>(new TinySpawner(Machine)));
            services.Replace(ServiceDescriptor.Singleton<IProxy>(Proxy));
        },
        beside: App);

    /// <summary>As an older hub has left it: the API would not take the name.</summary>
    private async Task AddAsync(string owner, string name, string? display = null)
    {
        await Admin.PostAsync($"users/{owner}");
        var user = (await App.Get<IUserStore>().FindAsync(owner, default))!;
        (await App.Get<IServerStore>().CreateAsync(user.Id, name, display ?? name, null, 0, default)).ShouldNotBeNull();
    }

    private static async Task<TokenClient> AdminAsync(HubApplication hub) => new(hub.Port, await MintedTokens.OfAsync(hub, "admin", "inherit"));

    private static async Task<IEnumerable<string>> NamesAsync(TokenClient client, string user) =>
        [.. ((Newtonsoft.Json.Linq.JObject)(await client.GetAsync($"users/{user}?include_stopped_servers=1")).Json["servers"]!).Properties()
            .Select(server => server.Name.Length == 0 ? "" : $"{server.Name}|{server.Value.Value<string>("display_name")}")];
}
