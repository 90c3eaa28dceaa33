using System.Text.Json.Nodes;
using Hub.Api.Background;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Journeys;

/// <summary>Services that one hub runs: started, watched and restarted.</summary>
public sealed class ManagedServiceTests
{
    private readonly TinyService tiny = new();
    private TestDatabase database = null!;
    private HubPlace place = null!;
    private HubRest admin = null!;
    private HubProcess hub = null!;

    [OneTimeSetUp]
    public async Task StartHub()
    {
        database = await HubApplication.DatabaseAsync();
        place = new HubPlace(("JupyterHub.db_url", database.ConnectionString));
        place.Set("JupyterHub.services", new JsonArray(
            new JsonObject { ["name"] = "missing", ["command"] = new JsonArray("/no/such/program") },
            TinyService.Shell(place, "short", "echo out of luck; exit 3"),
            tiny.In(place),
            TinyService.Shell(place, "humble", "echo I am $(id -un) of $(id -Gn) in $(pwd); exec sleep 600", ("user", "nobody"), ("cwd", "/"))));
        admin = place.Rest();
        hub = await place.StartAsync();
    }

    [OneTimeTearDown]
    public async Task EndAll()
    {
        admin?.Dispose();
        if (place is not null)
            await place.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
    }

    [Test]
    public async Task It_is_started_with_its_environment_and_restarted_when_it_dies()
    {
        var first = await TinyService.SaysAsync(place, answered => true);
        var variables = first["environment"]!;
        ((string?)variables["JUPYTERHUB_SERVICE_NAME"]).ShouldBe("tiny");
        ((string?)variables["JUPYTERHUB_SERVICE_URL"]).ShouldBe(tiny.Url);
        ((string?)variables["JUPYTERHUB_SERVICE_PREFIX"]).ShouldBe("/services/tiny/");
        ((string?)variables["JUPYTERHUB_CLIENT_ID"]).ShouldBe("service-tiny");
        ((string?)variables["JUPYTERHUB_OAUTH_ACCESS_SCOPES"]).ShouldBe("""["access:services","access:services!service=tiny"]""");
        ((string?)variables["COLOUR"]).ShouldBe("blue");
        variables["JUPYTERHUB_ACTIVITY_URL"].ShouldBeNull();
        ((string?)first["cwd"]).ShouldBe(place.Folder);
        var model = (await admin.GetAsync("services/tiny")).Json;
        ((int)model["pid"]!).ShouldBe((int)first["pid"]!);
        ((bool)model["managed"]!).ShouldBeTrue();
        await hub.SaysAsync("Service tiny: I am tiny");
        await hub.SaysAsync("Service tiny: my token is ***");
        hub.Said.ShouldNotContain((string)variables["JUPYTERHUB_API_TOKEN"]!);

        ProcessMark.Of((int)first["pid"]!)!.Signal(ProcessMark.Kill);
        var second = await TinyService.SaysAsync(place, answered => (int)answered["pid"]! != (int)first["pid"]!);
        hub.Said.ShouldContain("Service tiny ended: killed by signal 9");
        ((string?)second["environment"]!["JUPYTERHUB_API_TOKEN"]).ShouldNotBe((string?)variables["JUPYTERHUB_API_TOKEN"]);
        await Eventually.Until(
            async () => string.Join(' ', (await admin.GetAsync("audit?object=service/tiny")).Json["items"]!.AsArray().Select(row => (string?)row!["kind"])),
            kinds => kinds == "service-started service-stopped service-started");
    }

    [Test]
    public async Task One_that_cannot_start_disturbs_neither_the_hub_nor_the_others()
    {
        await TinyService.SaysAsync(place, answered => true);
        await hub.SaysAsync("Service missing could not be started");
        await hub.SaysAsync("Service short: out of luck");
        await hub.SaysAsync("Service short ended: exit status 3. It is started again in 0 s");
        await hub.SaysAsync("It is started again in 2 s");
    }

    [Test]
    public async Task It_runs_as_the_account_it_is_given_where_the_hub_is_root()
    {
        if (Environment.UserName != "root")
            Assert.Ignore("Only root can start a program as somebody else.");
        await hub.SaysAsync("Service humble: I am nobody of nogroup in /");
    }
}
