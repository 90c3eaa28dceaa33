using Hub.Tests.Journeys.Support;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Journeys;

/// <summary>The verb <c>doctor</c>, beside a hub that runs and beside none.</summary>
public sealed class DoctorTests
{
    private HubPlace place = null!;

    [OneTimeSetUp]
    public void Prepare() => place = new HubPlace();

    [OneTimeTearDown]
    public async Task Remove() => await place.DisposeAsync();

    [Test]
    public async Task A_hub_that_runs_is_well_and_one_that_does_not_is_told_where_it_hurts()
    {
        var hub = await place.StartAsync();
        var well = await place.RunAsync("doctor", "--json", "--config", place.ConfigFile);
        var findings = JArray.Parse(well.Output).ToDictionary(finding => (string)finding["check"]!, finding => (string)finding["health"]!);
        well.ExitCode.ShouldBe(0, well.Said);
        findings.Keys.ShouldBe(["configuration", "database", "clock", "schema", "proxy", "routes", "orphans", "starts", "hub address", "spawner command", "disk"]);
        foreach (var check in (string[])["database", "clock", "schema", "proxy", "routes", "orphans", "starts", "hub address"])
            findings[check].ShouldBe("ok", well.Output);
        (await hub.TerminateAsync()).ShouldBe(0, hub.Said);

        var ill = await place.RunAsync("doctor", "--config", place.ConfigFile);
        ill.ExitCode.ShouldBe(1, ill.Said);
        ill.Output.ShouldContain("FAILED   proxy:");
        ill.Output.ShouldContain("FAILED   hub address:");
        ill.Output.ShouldContain("-> Servers reach the hub there");
    }
}
