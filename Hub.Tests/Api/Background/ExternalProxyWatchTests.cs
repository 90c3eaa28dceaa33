using Hub.Api.Background;
using Hub.Domain.Routes;
using Hub.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Api.Background;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ExternalProxyWatchTests
{
    private static readonly WantedRoutes Wanted = WantedRoutes.Build(
        new HubRoute("http://hub:8081"), [new ServerRoute("ada", "", "http://10.0.0.1:1")], [], []);

    private readonly ForgetfulProxy _proxy = new();

    [Test]
    public async Task A_proxy_that_is_up_gets_its_routes_at_the_start()
    {
        await using var watch = await StartAsync();
        _proxy.Count.ShouldBe(2);
    }

    [Test]
    public async Task A_proxy_that_began_anew_gets_its_routes_again()
    {
        await using var watch = await StartAsync();
        _proxy.Forget();
        await Eventually.True(() => _proxy.Count == 2);
    }

    [Test]
    public async Task A_proxy_that_is_away_at_the_start_gets_its_routes_when_it_comes()
    {
        _proxy.Away = true;
        await using var watch = await StartAsync();
        _proxy.Away = false;
        await Eventually.True(() => _proxy.Count == 2);
    }

    [Test]
    public async Task After_a_stop_nobody_posts_routes()
    {
        var watch = await StartAsync();
        await watch.StopAsync(default);
        _proxy.Forget();
        await watch.DisposeAsync();
        _proxy.Count.ShouldBe(0);
    }

    private async Task<ExternalProxyWatch> StartAsync()
    {
        var watch = new ExternalProxyWatch(
            _proxy, ct => _proxy.ReplaceAllAsync(Wanted, ct), TimeSpan.FromMilliseconds(20), TimeProvider.System, NullLogger<ExternalProxyWatch>.Instance);
        await watch.StartAsync(default);
        return watch;
    }
}
