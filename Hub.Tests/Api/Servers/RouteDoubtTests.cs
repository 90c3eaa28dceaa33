using Hub.Domain.Configuration;
using Hub.Domain.Notices;
using Hub.Domain.Routes;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Domain.Upkeep;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;

namespace Hub.Tests.Api.Servers;

/// <summary>Routes that may have been written by a hub whose turn was over.</summary>
public sealed class RouteDoubtTests : ApiFixture
{
    private SlowSpawner spawner = null!;

    [Test]
    public async Task A_route_written_too_late_goes_as_soon_as_its_server_has_stopped()
    {
        await UsersAsync("late");
        (await Admin.PostAsync("users/late/server")).ShouldBe(201);
        var server = await ServerAsync("late");
        spawner.CloseStops();
        (await Admin.DeleteAsync("users/late/server")).ShouldBe(202);
        await Eventually.True(async () => !await HasRouteAsync("late"));

        // Another hub, which has lost its lease, still has this on its way.
        await Proxy.AddAsync(App.Get<ServerAddresses>().Route(server).Routespec, server.Address!, App.Get<ServerAddresses>().Route(server).Data, default);
        App.Get<RouteDoubt>().Raise(server.Id, mayComeLate: false);
        await App.Get<RouteRound>().RunOnceAsync(default);
        (await HasRouteAsync("late")).ShouldBeTrue("what a transition is at is left alone");
        App.Get<RouteDoubt>().Raised.ShouldContain(one => one.ServerId == server.Id, "and looked at again when it is over");

        spawner.OpenStops();
        await Eventually.True(async () => !await HasRouteAsync("late"));
        await Eventually.True(() => App.Get<RouteDoubt>().Raised.Count == 0);
    }

    [Test]
    public void A_doubt_about_what_may_come_late_lasts_until_it_cannot_come_any_more()
    {
        var clock = new LaterClock(RouteDoubt.Lateness);
        var doubt = new RouteDoubt(new NoticeBoard(), clock);
        doubt.Raise(1, mayComeLate: true);
        doubt.Raise(2, mayComeLate: false);
        doubt.Due.ShouldBeTrue();
        doubt.Settle(doubt.Raised, new HashSet<int>());
        doubt.Raised.Select(one => one.ServerId).ShouldBe([1]);
        doubt.Due.ShouldBeFalse("it was looked at, and is again when nothing can come any more");
        clock.Pass();
        doubt.Due.ShouldBeTrue();
        doubt.Settle(doubt.Raised, new HashSet<int>());
        doubt.Raised.ShouldBeEmpty();
    }

    [Test]
    public void What_was_raised_anew_during_a_check_is_not_settled_by_it()
    {
        var doubt = App.Get<RouteDoubt>();
        doubt.Raise(1_000_000, mayComeLate: false);
        var seen = doubt.Raised;
        doubt.Raise(1_000_000, mayComeLate: true);
        doubt.Settle(seen, new HashSet<int>());
        doubt.Raised.ShouldContain(one => one.ServerId == 1_000_000);
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Servers = new ServerOptions { SlowStopTimeout = TimeSpan.FromSeconds(0.5) },
        Spawner = new SpawnerOptions { PollInterval = TimeSpan.Zero },
    };

    protected override TinySpawner SpawnerOn(TinyServers machine)
    {
        spawner = new SlowSpawner(machine);
        spawner.OpenStarts();
        return spawner;
    }

    private async Task<Server> ServerAsync(string user) =>
        (await App.Get<IServerStore>().ActiveAsync(default)).Single(server => server.User!.Name == user);

    private async Task<bool> HasRouteAsync(string user) => (await Admin.GetAsync("proxy")).Text.Contains($"/user/{user}/", StringComparison.Ordinal);

    /// <summary>A clock whose timestamps stand until the test lets time pass.</summary>
    private sealed class LaterClock(TimeSpan step) : TimeProvider
    {
        private long now;

        public void Pass() => now += (long)(step.TotalSeconds * TimestampFrequency);

        public override long GetTimestamp() => now;
    }
}
