using Hub.Api.Background;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Journeys;

/// <summary>Two hubs on one database, and what goes with the last of them.</summary>
public sealed class TwoHubsTests
{
    [Test]
    public async Task They_start_at_once_on_an_empty_database_and_the_last_takes_the_servers_along()
    {
        await using var database = await TestPostgres.DatabaseAsync();
        await using var first = new HubPlace(("JupyterHub.db_url", database.ConnectionString));
        await using var second = new HubPlace(("JupyterHub.db_url", database.ConnectionString));
        var (one, two) = (first.Launch("--config", first.ConfigFile), second.Launch("--config", second.ConfigFile));
        await Task.WhenAll(first.ReadyAsync(one), second.ReadyAsync(two));

        // What one writes the other knows.
        using var left = first.Rest();
        using var right = second.Rest();
        await left.AddUserAsync("ada");
        (await right.GetAsync("users/ada")).ShouldBeStatus(200);
        await left.StartServerAsync("ada");
        var pid = (int)(await left.GetAsync("/user/ada/")).Json["pid"]!;
        ((bool)(await right.ServerAsync("ada"))!["ready"]!).ShouldBeTrue();

        (await two.TerminateAsync()).ShouldBe(0, two.Said);
        ProcessMark.Of(pid).ShouldNotBeNull();
        (await left.GetAsync("/user/ada/")).ShouldBeStatus(200);

        (await one.TerminateAsync()).ShouldBe(0, one.Said);
        ProcessMark.Of(pid).ShouldBeNull();
        // The proxies too: nothing is left of either.
        first.Processes.ShouldBeEmpty();
        second.Processes.ShouldBeEmpty();
    }
}
