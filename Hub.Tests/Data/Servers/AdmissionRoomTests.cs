using Hub.Data.Servers;
using Hub.Domain.Servers;

namespace Hub.Tests.Data.Servers;

/// <summary>Who may start when there is little room: the rule alone, for every crowd.</summary>
public sealed class AdmissionRoomTests
{
    [TestCase("stopped", 0, 0, StartAdmission.Begun)]
    [TestCase("stopped", 1, 0, StartAdmission.Begun)]
    [TestCase("stopped", 2, 0, StartAdmission.Queued)]
    [TestCase("stopped", 1, 1, StartAdmission.Queued, TestName = "There is room for one, and somebody waits for it already")]
    [TestCase("stopped", 0, 2, StartAdmission.Queued)]
    [TestCase("stopped", 2, 3, StartAdmission.SpawnLimit, TestName = "The queue is full too")]
    [TestCase("starting", 2, 0, StartAdmission.PendingStart)]
    [TestCase("queued", 0, 1, StartAdmission.PendingStart)]
    [TestCase("stopping", 0, 0, StartAdmission.PendingStop)]
    [TestCase("ready", 0, 0, StartAdmission.Running)]
    public void Two_at_a_time_and_three_that_wait(string state, int starting, int queued, StartAdmission wanted) =>
        Room(starting, queued, 10, state).Admit(Ticket(0)).ShouldBe(wanted);

    [Test]
    public void Who_cannot_wait_is_refused_even_where_only_the_queue_stands_in_the_way() =>
        Room(1, 1, 10, "stopped").Admit(Ticket(0) with { QueueTimeout = null }).ShouldBe(StartAdmission.SpawnLimit);

    [TestCase("queued", 1, StartAdmission.Begun)]
    [TestCase("queued", 2, StartAdmission.SpawnLimit)]
    [TestCase("stopped", 0, StartAdmission.PendingStart, TestName = "It was called off while it waited")]
    public void Whose_turn_it_is_begins_where_there_is_room(string state, int starting, StartAdmission wanted) =>
        Room(starting, 3, 10, state).Admit(Ticket(0) with { FromQueue = true }).ShouldBe(wanted);

    [TestCase(0, 2, StartAdmission.Begun)]
    [TestCase(0, 3, StartAdmission.ActiveLimit)]
    [TestCase(2, 3, StartAdmission.SpawnLimit, TestName = "Where both are full it may be tried again soon")]
    public void No_more_than_three_are_active(int starting, int active, StartAdmission wanted) =>
        Room(starting, 0, active, "stopped").Admit(Ticket(0) with { ActiveLimit = 3 }).ShouldBe(wanted);

    [Test]
    public void Who_has_waited_was_counted_as_active_all_the_time()
    {
        var room = Room(0, 1, 3, "queued", "stopped");
        room.Admit(Ticket(0) with { ActiveLimit = 4, FromQueue = true }).ShouldBe(StartAdmission.Begun);
        room.Admit(Ticket(1) with { ActiveLimit = 4 }).ShouldBe(StartAdmission.Begun);
    }

    [Test]
    public void Who_waits_is_active()
    {
        var room = Room(2, 0, 2, "stopped", "stopped");
        room.Admit(Ticket(0) with { ActiveLimit = 3 }).ShouldBe(StartAdmission.Queued);
        room.Admit(Ticket(1) with { ActiveLimit = 3 }).ShouldBe(StartAdmission.SpawnLimit);
    }

    [Test]
    public void Each_is_counted_for_those_after_it()
    {
        var room = Room(0, 0, 0, [.. Enumerable.Repeat("stopped", 6)]);
        Enumerable.Range(0, 6).Select(server => room.Admit(Ticket(server))).ShouldBe(
        [
            StartAdmission.Begun, StartAdmission.Begun, StartAdmission.Queued, StartAdmission.Queued, StartAdmission.Queued, StartAdmission.SpawnLimit,
        ]);
        room.Admit(Ticket(0)).ShouldBe(StartAdmission.PendingStart);
        room.Admit(Ticket(2)).ShouldBe(StartAdmission.PendingStart);
    }

    [Test]
    public void Who_leaves_the_queue_makes_room_in_it()
    {
        var room = Room(1, 3, 4, "queued", "stopped");
        room.Admit(Ticket(0) with { FromQueue = true }).ShouldBe(StartAdmission.Begun);
        room.Admit(Ticket(1)).ShouldBe(StartAdmission.Queued);
    }

    [Test]
    public void Zero_is_no_limit() =>
        Room(1000, 0, 1000, "stopped").Admit(Ticket(0) with { SpawnLimit = 0 }).ShouldBe(StartAdmission.Begun);

    [Test]
    public void A_server_that_is_gone_is_nobodys() => Room(0, 0, 0).Admit(Ticket(7)).ShouldBeNull();

    private static AdmissionRoom Room(int starting, int queued, int active, params string[] states) =>
        new(states.Index().ToDictionary(server => server.Index, server => server.Item), starting, queued, active);

    private static StartTicket Ticket(int server) => new()
    {
        ServerId = server,
        Owner = Guid.Empty,
        LeaseTime = TimeSpan.FromSeconds(30),
        Deadline = TimeSpan.FromMinutes(1),
        SpawnLimit = 2,
        QueueLimit = 3,
        QueueTimeout = TimeSpan.FromMinutes(1),
        Credentials = null!,
    };
}
