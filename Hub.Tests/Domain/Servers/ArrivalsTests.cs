using Hub.Domain.Servers;

namespace Hub.Tests.Domain.Servers;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ArrivalsTests
{
    private readonly Arrivals arrivals = new();

    [Test]
    public void Who_comes_alone_waits_for_nobody() => arrivals.LetGoFirstAsync().IsCompleted.ShouldBeTrue();

    [Test]
    public async Task A_start_goes_on_when_all_who_came_with_it_are_decided()
    {
        var (first, second) = (new TaskCompletionSource<int>(), new TaskCompletionSource<int>());
        var deciding = new[] { arrivals.DecideAsync(() => first.Task), arrivals.DecideAsync(() => second.Task) };
        first.SetResult(1);
        await deciding[0];
        arrivals.LetGoFirstAsync().IsCompleted.ShouldBeFalse();
        second.SetResult(2);
        (await deciding[1]).ShouldBe(2);
        arrivals.LetGoFirstAsync().IsCompleted.ShouldBeTrue();
    }

    [Test]
    public async Task A_refusal_is_a_decision()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => arrivals.DecideAsync<int>(() => throw new InvalidOperationException()));
        arrivals.LetGoFirstAsync().IsCompleted.ShouldBeTrue();
    }

    [Test]
    public async Task Nobody_waits_long_for_those_who_keep_coming()
    {
        var never = arrivals.DecideAsync(() => new TaskCompletionSource<int>().Task);
        await arrivals.LetGoFirstAsync().WaitAsync(TimeSpan.FromSeconds(30));
        never.IsCompleted.ShouldBeFalse();
    }
}
