using Hub.Api.Wire.Lists;
using Hub.Domain.Access;
using Hub.Domain.Paging;
using Hub.Domain.Scopes;
using Hub.Tests.Support;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Tests.Api.Wire.Lists;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class JoinedListsTests
{
    private static readonly ScopeSet None = ScopeTable.Default.Expand([], ScopeOwner.User("ann"));

    private JoinedLists lists = new(atOnce: 8);
    private readonly Caller admin = Somebody();
    private readonly Queue<TaskCompletionSource> doors = new();
    private int readings;

    [TearDown]
    public void EndLists() => lists.Dispose();

    [Test]
    public async Task What_is_asked_while_a_list_is_read_is_answered_by_the_next_reading()
    {
        var (first, second) = (Door(), Door());
        var a = AskAsync(admin);
        var b = AskAsync(admin);
        var c = AskAsync(admin);
        first.SetResult();
        (await a).ShouldBeOfType<PagedAnswer<IReadOnlyList<int>>>("nobody shares it, so nothing is kept of it");
        b.IsCompleted.ShouldBeFalse("what was read before it was asked for is no answer");
        second.SetResult();
        (await b).ShouldBeOfType<PreparedPage>();
        (await c).ShouldBeSameAs(await b);
        readings.ShouldBe(2);
    }

    [Test]
    public async Task Only_equal_questions_with_equal_rights_share_an_answer()
    {
        var all = new[] { AskAsync(admin), AskAsync(Somebody()), AskAsync(admin, "?offset=2"), AskAsync(admin, envelope: true) };
        readings.ShouldBe(4, "none waits for another");
        (await Task.WhenAll(all)).Distinct().Count().ShouldBe(4);
    }

    [Test]
    public async Task More_lists_than_there_is_room_for_are_read_in_the_order_they_were_asked_for()
    {
        lists.Dispose();
        lists = new JoinedLists(atOnce: 2);
        var (first, second, third) = (Door(), Door(), Door());
        var asked = new[] { "?offset=1", "?offset=2", "?offset=3", "?offset=4" }.Select(query => AskAsync(admin, query)).ToList();
        readings.ShouldBe(2);
        first.SetResult();
        await asked[0];
        await Eventually.True(() => readings == 3);
        second.SetResult();
        third.SetResult();
        await Task.WhenAll(asked);
        readings.ShouldBe(4);
    }

    [Test]
    public async Task A_list_that_nobody_waits_for_is_forgotten()
    {
        await AskAsync(admin);
        await AskAsync(admin);
        readings.ShouldBe(2);
    }

    [Test]
    public async Task Who_goes_away_takes_nobody_along()
    {
        var (first, second) = (Door(), Door());
        var a = AskAsync(admin);
        using var impatient = new CancellationTokenSource();
        var b = AskAsync(admin, ct: impatient.Token);
        var c = AskAsync(admin);
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => b);
        first.SetResult();
        second.SetResult();
        await a;
        (await c).ShouldBeOfType<PreparedPage>();
    }

    [Test]
    public async Task A_failure_is_told_to_all_who_waited_and_does_not_last()
    {
        var (first, second) = (Door(), Door());
        var a = AskAsync(admin);
        var b = AskAsync(admin);
        first.SetException(new InvalidOperationException("away"));
        await Should.ThrowAsync<InvalidOperationException>(() => a);
        second.SetResult();
        await b;
    }

    private static Caller Somebody() => new()
    {
        Kind = OwnerKind.User,
        Id = 1,
        Name = "ann",
        Admin = true,
        Groups = [],
        Scopes = None,
        OwnerScopes = None,
    };

    /// <summary>The next reading waits until this is set.</summary>
    private TaskCompletionSource Door()
    {
        doors.Enqueue(new TaskCompletionSource());
        return doors.Last();
    }

    private Task<ActionResult> AskAsync(Caller caller, string query = "", bool envelope = false, CancellationToken ct = default) =>
        lists.AnswerAsync(new ListQuestion(caller, new RequestUrl("http://hub", "/users", query), envelope), ReadAsync, ct);

    private async Task<PagedAnswer<IReadOnlyList<int>>> ReadAsync()
    {
        readings++;
        if (doors.TryDequeue(out var door))
            await door.Task;
        return new PagedAnswer<IReadOnlyList<int>>([1, 2], 2, new Page(0, 10), isEnvelope: false);
    }
}
