using Hub.Domain.Authenticators;
using Hub.Tests.Security;

namespace Hub.Tests.Domain.Authenticators;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LoginThrottleTests
{
    private FixedClock clock = null!;
    private LoginThrottle throttle = null!;

    [SetUp]
    public void Forget()
    {
        clock = new FixedClock();
        throttle = new LoginThrottle(clock);
    }

    [Test]
    public void After_some_failures_each_wait_is_twice_the_last()
    {
        for (var i = 0; i < 4; i++)
            throttle.Failed("ada", $"{i}");
        throttle.WaitFor("ada", "x").ShouldBeNull();
        var waits = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            throttle.Failed("ada", "x");
            waits.Add(throttle.WaitFor("ada", "x")!.Value.TotalSeconds);
        }

        waits.ShouldBe([1, 2, 4, 8, 16, 32, 60, 60]);
        throttle.WaitFor("bob", "x").ShouldBeNull();
    }

    [Test]
    public void A_wait_ends_and_failures_are_forgotten()
    {
        for (var i = 0; i < 6; i++)
            throttle.Failed("ada", "x");
        clock.Advance(TimeSpan.FromSeconds(2));
        throttle.WaitFor("ada", "x").ShouldBeNull();
        clock.Advance(TimeSpan.FromMinutes(16));
        throttle.Failed("ada", "x");
        throttle.WaitFor("ada", "x").ShouldBeNull();
    }

    [Test]
    public void A_right_password_clears_the_account_but_not_the_source()
    {
        for (var i = 0; i < 60; i++)
            throttle.Failed("ada", "x");
        throttle.Succeeded("ada");
        throttle.WaitFor("ada", "y").ShouldBeNull();
        throttle.WaitFor("bob", "x").ShouldNotBeNull();
    }

    [Test]
    [Advisory("CVE-2026-34052")]
    public void Inventing_names_cannot_make_it_forget_whom_it_slows_down()
    {
        for (var i = 0; i < 10; i++)
            throttle.Failed("ada", "x");
        for (var i = 0; i < 50_000; i++)
            throttle.Failed($"name {i}", $"source {i}");
        throttle.WaitFor("ada", "y").ShouldNotBeNull();
    }

    private sealed class FixedClock : TimeProvider
    {
        private DateTimeOffset now = DateTimeOffset.UnixEpoch;

        public void Advance(TimeSpan by) => now += by;

        public override DateTimeOffset GetUtcNow() => now;
    }
}
