using Hub.Domain.Activity;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Activity;

/// <summary>How finely requests count as activity, which is another thing than what is reported.</summary>
public sealed class ActivityResolutionTests
{
    [TestCase(30, 20, false)]
    [TestCase(30, 31, true)]
    [TestCase(0, 1, true)]
    public async Task A_request_counts_when_it_comes_long_enough_after_the_last(int resolution, int seconds, bool counts)
    {
        await using var hub = await StartAsync(resolution);
        using var admin = await AdminAsync(hub);
        var first = await LastAsync(hub, admin);
        first.User.ShouldNotBeNull();
        first.Token.ShouldNotBeNull();
        hub.Clock.Advance(TimeSpan.FromSeconds(seconds));
        var second = await LastAsync(hub, admin);
        (second.User != first.User, second.Token != first.Token).ShouldBe((counts, counts));
    }

    [Test]
    public async Task What_is_reported_counts_however_soon()
    {
        await using var hub = await StartAsync(30);
        using var admin = await AdminAsync(hub);
        await LastAsync(hub, admin);
        var soon = hub.Clock.GetUtcNow().AddSeconds(5).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        (await admin.PostAsync("users/admin/activity", $$"""{"last_activity": "{{soon}}"}""")).ShouldBe(200);
        (await LastAsync(hub, admin)).User.ShouldBe(soon);
    }

    private static Task<HubApplication> StartAsync(int seconds) => HubApplication.StartAsync(
        ApiFixture.Basis with { Activity = new ActivityOptions { ActivityResolution = TimeSpan.FromSeconds(seconds) } });

    private static async Task<TokenClient> AdminAsync(HubApplication hub) => new(hub.Port, await MintedTokens.OfAsync(hub, "admin", "inherit"));

    /// <summary>Asks, has that written down, and looks at what then stands there.</summary>
    private static async Task<(string? User, string? Token)> LastAsync(HubApplication hub, TokenClient admin)
    {
        await admin.GetAsync("groups");
        await hub.Get<ActivityRecorder>().FlushAsync(CancellationToken.None);
        return (
            (await admin.GetAsync("users/admin")).Json.Value<string>("last_activity"),
            (await admin.GetAsync("users/admin/tokens")).Json["api_tokens"]!.Single().Value<string>("last_activity"));
    }
}
