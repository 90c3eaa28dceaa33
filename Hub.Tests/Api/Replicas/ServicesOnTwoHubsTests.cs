using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;

namespace Hub.Tests.Api.Replicas;

/// <summary>Services that are added and removed while two hubs run: no hub has to be started again for either.</summary>
public sealed class ServicesOnTwoHubsTests
{
    [Test]
    public async Task One_added_on_a_hub_is_one_on_the_other_until_it_is_removed()
    {
        await using var pair = await ApiPair.StartAsync(ApiFixture.Basis, machine => new TinySpawner(machine));
        var port = FreePort.Next();
        await using var program = Answering.At(port);
        (await pair.OnA.PostAsync(
            "services/horn", $$"""{"url": "http://127.0.0.1:{{port}}", "oauth_redirect_uri": "/services/horn/oauth_callback", "api_token": "horn-token-0123456789"}"""))
            .Status.ShouldBe(201);
        using var horn = new TokenClient(pair.B.Port, "horn-token-0123456789");
        (await horn.GetAsync("user")).Json.Value<string>("name").ShouldBe("horn");
        (await pair.OnB.GetAsync("services/horn")).Status.ShouldBe(200);
        await Eventually.True(() => pair.Proxy.Has("/services/horn/"));
        using (var browser = new PageClient(pair.B.Port))
        {
            using (await browser.LoginAsync("admin")) { }
            using var asked = await browser.GetAsync("/hub/api/oauth2/authorize?response_type=code&client_id=service-horn");
            (await asked.TextAsync()).ShouldContain("horn");
            asked.IsSuccessStatusCode.ShouldBeTrue();
        }

        (await pair.OnB.DeleteAsync("services/horn")).ShouldBe(200);
        await Eventually.True(async () => (await horn.GetAsync("user")).Status == 403);
        using var onA = new TokenClient(pair.A.Port, "horn-token-0123456789");
        await Eventually.True(async () => (await onA.GetAsync("user")).Status == 403);
        await Eventually.True(() => !pair.Proxy.Has("/services/horn/"));
    }
}
