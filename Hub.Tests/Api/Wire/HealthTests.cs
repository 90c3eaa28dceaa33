using Hub.Api.Wire;

namespace Hub.Tests.Api.Wire;

public sealed class HealthTests
{
    [Test]
    public async Task The_hub_says_that_it_lives()
    {
        await using var host = await WireHost.StartAsync(new WireOptions { BaseUrl = "/jh/" }, []);

        foreach (var path in (string[])["/jh/hub/health", "/jh/hub/api/health", "/jh/api/health"])
        {
            foreach (var method in (string[])["GET", "HEAD"])
            {
                var answer = await host.SendAsync($"{method} {path}");

                answer.Status.ShouldBe(200, $"{method} {path}");
                answer.Body.ShouldBeEmpty();
            }
        }

        (await host.SendAsync("POST /jh/hub/api/health")).Error().ShouldBe("405 Method Not Allowed");
    }
}
