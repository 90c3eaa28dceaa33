using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Api.SingleUser;
using Hub.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Api.SingleUser;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ActivityReporterTests
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(30);

    [Test]
    public async Task The_start_is_reported_as_activity_of_user_and_server()
    {
        await using var server = await RunningServer.StartAsync("jo sé", "lab");
        await Eventually.True(() => !server.Hub.Activity.IsEmpty);
        var report = server.Hub.Activity.First();
        report["user"]!.GetValue<string>().ShouldBe("jo sé");
        Time(report["last_activity"]!).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        report["servers"]!.AsObject().Select(each => each.Key).ShouldBe(["lab"]);
        Time(report["servers"]!["lab"]!["last_activity"]!).ShouldBe(Time(report["last_activity"]!));
    }

    [Test]
    public async Task Only_what_is_newer_is_reported()
    {
        await using var server = await RunningServer.StartAsync(settings => settings with { ActivityInterval = Often });
        var browser = await server.BrowserAsync("ada");
        await Eventually.True(() => server.Hub.Activity.Count == 1);
        server.Clock.Advance(TimeSpan.FromHours(1));
        // Neither the probe nor a stranger is activity.
        await browser.AskAsync("/user/ada/api");
        await browser.AskAsync("/user/ada/");
        await RoundsAsync(server, 5);
        server.Hub.Activity.Count.ShouldBe(1);
        await browser.OpenAsync("/user/ada/");
        await Eventually.True(() => server.Hub.Activity.Count == 2);
        Time(server.Hub.Activity.Last()["last_activity"]!).ShouldBe(server.Clock.GetUtcNow(), TimeSpan.FromMinutes(1));
        await RoundsAsync(server, 5);
        server.Hub.Activity.Count.ShouldBe(2);
    }

    [Test]
    public async Task A_report_is_tried_again_soon()
    {
        await using var server = await RunningServer.StartAsync();
        await Eventually.True(() => server.Hub.Activity.Count == 1);
        await ReportAsync(server, failing: 3, pauses: 3, TimeSpan.FromHours(1));
    }

    [Test]
    public async Task A_report_that_was_given_up_comes_with_the_next_round()
    {
        await using var server = await RunningServer.StartAsync();
        await Eventually.True(() => server.Hub.Activity.Count == 1);
        await ReportAsync(server, failing: 3, pauses: 0, Often);
    }

    /// <summary>Each round of the reporter ends with a timer for the next one.</summary>
    private static async Task RoundsAsync(RunningServer server, int rounds)
    {
        var before = server.Clock.Timers;
        await Eventually.True(() => server.Clock.Timers >= before + rounds);
    }

    private static async Task ReportAsync(RunningServer server, int failing, int pauses, TimeSpan interval)
    {
        var settings = server.Settings with { ActivityInterval = interval, ActivityPauses = [.. Enumerable.Repeat(Often, pauses)] };
        server.Hub.Failing = failing;
        using var connection = new HubConnection(settings);
        using var reporter = new ActivityReporter(
            settings, connection, new LastActivity(server.Clock), server.Clock, NullLogger<ActivityReporter>.Instance);
        await reporter.StartAsync(default);
        await Eventually.True(() => server.Hub.Activity.Count == 2);
        await reporter.StopAsync(default);
    }

    private static DateTimeOffset Time(JsonNode node) => DateTimeOffset.Parse(node.GetValue<string>(), CultureInfo.InvariantCulture);
}
