using Hub.Domain.Services;
using Hub.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Api.Services;

/// <summary>Services with a URL, which may answer late, cease to answer, and begin again.</summary>
public sealed class ServiceUrlTests : ApiFixture
{
    [Test]
    public async Task One_that_is_added_is_waited_for()
    {
        var port = FreePort.Next();
        var adding = Admin.PostAsync("services/late", $$"""{"url": "http://127.0.0.1:{{port}}"}""");
        await using var late = Answering.At(port);
        (await adding).Status.ShouldBe(201);
        late.Requests.ShouldBeGreaterThan(0);
        await Eventually.True(() => Proxy.Has("/services/late/"));
    }

    [Test]
    public async Task One_that_stays_silent_is_waited_for_half_a_minute_and_no_longer()
    {
        var clock = new HastyClock();
        using var reach = new ServiceReach(clock, NullLogger<ServiceReach>.Instance);
        (await reach.WaitAsync(new Uri($"http://127.0.0.1:{FreePort.Next()}"), new ServiceDefinition { Name = "silent" }.Timeout, default)).ShouldBeFalse();
        clock.Passed.ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(31));
    }

    [Test]
    public async Task The_log_tells_when_one_ceases_to_answer_and_when_it_begins()
    {
        var port = FreePort.Next();
        var (answers, silent) = ($"Service watched answers at http://127.0.0.1:{port}", $"Service watched does not answer at http://127.0.0.1:{port}");
        await using (Answering.At(port))
        {
            (await Admin.PostAsync("services/watched", $$"""{"url": "http://127.0.0.1:{{port}}"}""")).Status.ShouldBe(201);
            await SaidAsync(answers, 1);
        }

        await SaidAsync(silent, 1);
        await using (Answering.At(port))
            await SaidAsync(answers, 2);
        (await Admin.DeleteAsync("services/watched")).ShouldBe(200);
    }

    /// <summary>A clock on which short waits are over at once, and long ones, which are limits, never end.</summary>
    private sealed class HastyClock : TimeProvider
    {
        private long now;

        public TimeSpan Passed => TimeSpan.FromTicks(now);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.FromSeconds(1))
                return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
            now += dueTime.Ticks;
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }

    /// <summary>Lets the time go on between two checks until it was said that often.</summary>
    private Task SaidAsync(string line, int times) => Eventually.True(
        () =>
        {
            App.Clock.Advance(TimeSpan.FromMinutes(1));
            return App.Log.Text.Split(line).Length - 1 == times;
        },
        TimeSpan.FromSeconds(60),
        line);
}
