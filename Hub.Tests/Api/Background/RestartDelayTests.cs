using Hub.Api.Background;

namespace Hub.Tests.Api.Background;

public sealed class RestartDelayTests
{
    [Test]
    public void A_program_that_ends_at_once_waits_longer_each_time_up_to_half_a_minute()
    {
        var delay = new RestartDelay();
        Enumerable.Range(0, 8).Select(_ => delay.After(TimeSpan.FromSeconds(1)).TotalSeconds).ShouldBe([0, 1, 2, 4, 8, 16, 30, 30]);
    }

    [Test]
    public void A_program_that_ran_a_while_is_started_at_once()
    {
        var delay = new RestartDelay();
        for (var n = 0; n < 5; n++)
            delay.After(TimeSpan.Zero);
        delay.After(TimeSpan.FromMinutes(1)).ShouldBe(TimeSpan.Zero);
        delay.After(TimeSpan.Zero).ShouldBe(TimeSpan.FromSeconds(1));
    }
}
