using Hub.Data.Schema;
using Npgsql;

namespace Hub.Tests.Data.Schema;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GatheredTests
{
    private readonly List<IReadOnlyList<string>> trips = [];
    private readonly Queue<TaskCompletionSource> doors = new();

    [Test]
    public async Task What_is_asked_while_a_round_trip_is_on_its_way_goes_together_with_the_next()
    {
        var gathered = new Gathered<string, string>(EchoAsync, lanes: 1);
        var first = Door();
        var second = Door();
        var a = gathered.AskAsync("a", CancellationToken.None);
        var b = gathered.AskAsync("b", CancellationToken.None);
        var c = gathered.AskAsync("c", CancellationToken.None);
        first.SetResult();
        (await a).ShouldBe("a!");
        b.IsCompleted.ShouldBeFalse("what was read before it was asked for is no answer");
        second.SetResult();
        (await b).ShouldBe("b!");
        (await c).ShouldBe("c!");
        trips.ShouldBe([["a"], ["b", "c"]]);
    }

    [Test]
    public async Task Each_lane_has_a_round_trip_of_its_own()
    {
        var gathered = new Gathered<string, string>(EchoAsync, lanes: 2);
        var first = Door();
        var second = Door();
        var a = gathered.AskAsync("a", CancellationToken.None);
        var b = gathered.AskAsync("b", CancellationToken.None);
        second.SetResult();
        (await b).ShouldBe("b!");
        a.IsCompleted.ShouldBeFalse();
        first.SetResult();
        (await a).ShouldBe("a!");
    }

    [Test]
    public async Task A_lane_that_was_given_up_is_taken_again()
    {
        var gathered = new Gathered<string, string>(EchoAsync, lanes: 1);
        (await gathered.AskAsync("a", CancellationToken.None)).ShouldBe("a!");
        (await gathered.AskAsync("b", CancellationToken.None)).ShouldBe("b!");
    }

    [Test]
    public async Task Only_who_asked_for_what_PostgreSQL_refuses_is_refused()
    {
        var gathered = new Gathered<string, string>(EchoAsync, lanes: 1);
        var first = Door();
        var others = new[] { "a", "b", "bad", "c" }.Select(one => gathered.AskAsync(one, CancellationToken.None)).ToList();
        first.SetResult();
        await Should.ThrowAsync<PostgresException>(() => others[2]);
        (await others[1]).ShouldBe("b!");
        (await others[3]).ShouldBe("c!");
        trips.ShouldBe([["a"], ["b", "bad", "c"], ["b"], ["bad"], ["c"]]);
    }

    [Test]
    public async Task Whoever_stops_waiting_leaves_the_others_alone()
    {
        var gathered = new Gathered<string, string>(EchoAsync, lanes: 1);
        var first = Door();
        using var gone = new CancellationTokenSource();
        _ = gathered.AskAsync("a", CancellationToken.None);
        var b = gathered.AskAsync("b", gone.Token);
        var c = gathered.AskAsync("c", CancellationToken.None);
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => b);
        first.SetResult();
        (await c).ShouldBe("c!");
    }

    private TaskCompletionSource Door()
    {
        var door = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        doors.Enqueue(door);
        return door;
    }

    /// <summary>A round trip that ends when its door opens; there may be none, and then at once.</summary>
    private async Task<IReadOnlyList<string>> EchoAsync(IReadOnlyList<string> asked)
    {
        trips.Add(asked);
        if (doors.TryDequeue(out var door))
            await door.Task;
        if (asked.Contains("bad"))
            throw new PostgresException("refused", "ERROR", "ERROR", "22021");
        return [.. asked.Select(one => one + "!")];
    }
}
