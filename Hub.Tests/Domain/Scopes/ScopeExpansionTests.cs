using Hub.Domain.Scopes;

namespace Hub.Tests.Domain.Scopes;

public sealed class ScopeExpansionTests
{
    private static readonly ScopeTable Table = ScopeTable.Default;
    private static readonly ScopeOwner Alice = ScopeOwner.User("alice");
    private static readonly ScopeOwner FromServer = Alice.IssuedByServer("alice", "salmon");
    private static readonly ScopeOwner FromService = Alice.IssuedByService("grader");

    [Test]
    public void Self_is_what_a_user_may_do_with_what_is_theirs() =>
        Table.Expand(["self"], Alice).ToStrings().ShouldBe(
        [
            "access:servers!user=alice", "delete:servers!user=alice", "read:servers!user=alice", "read:shares!user=alice",
            "read:tokens!user=alice", "read:users!user=alice", "read:users:activity!user=alice", "read:users:groups!user=alice",
            "read:users:name!user=alice", "read:users:shares!user=alice", "servers!user=alice", "start:servers!user=alice",
            "tokens!user=alice", "users:activity!user=alice", "users:shares!user=alice",
        ]);

    [Test]
    public void Self_is_nothing_for_a_service() => Table.Expand(["self"], ScopeOwner.Service("grader")).IsEmpty.ShouldBeTrue();

    private static IEnumerable<TestCaseData> Filters()
    {
        static TestCaseData Case(ScopeOwner owner, string written, string expected) => new(owner, written, expected);
        yield return Case(Alice, "read:users:name!user", "read:users:name!user=alice");
        yield return Case(Alice, "users:activity!user", "read:users:activity!user=alice users:activity!user=alice");
        yield return Case(Alice, "tokens!group=hobbits", "read:tokens!group=hobbits tokens!group=hobbits");
        yield return Case(Alice, "access:services access:services!service=x", "access:services");
        yield return Case(Alice, "access:services!service=x access:services", "access:services");
        yield return Case(Alice, "tokens!user=y read:tokens!user=x", "read:tokens!user=x read:tokens!user=y tokens!user=y");
        yield return Case(Alice, "access:services!service", "");
        yield return Case(Alice, "access:servers!server", "");
        yield return Case(ScopeOwner.Service("grader"), "access:services!service", "access:services!service=grader");
        yield return Case(ScopeOwner.Service("grader"), "read:users!user", "");
        yield return Case(ScopeOwner.Nobody, "read:users!user", "");
        yield return Case(FromService, "access:services!service", "access:services!service=grader");
        yield return Case(FromService, "access:servers!server", "");
        yield return Case(FromServer, "access:servers!server", "access:servers!server=alice/salmon");
        yield return Case(FromServer, "access:services!service", "");
        yield return Case(
            FromServer,
            "servers!server",
            "delete:servers!server=alice/salmon read:servers!server=alice/salmon servers!server=alice/salmon "
            + "start:servers!server=alice/salmon");
        yield return Case(Alice, "read:users!server=alice/", "");
        yield return Case(Alice, "users:shares!server=alice/x", "users:shares!server=alice/x");
        yield return Case(
            Alice,
            "read:servers!server=alice/ read:servers!user=bob",
            "read:servers!server=alice/ read:servers!user=bob read:users:name!user=bob");
    }

    [TestCaseSource(nameof(Filters))]
    public void Filters_are_resolved_carried_and_reduced(ScopeOwner owner, string written, string expected) =>
        Table.Expand(written.Split(' '), owner).ToString().ShouldBe(expected);

    [Test]
    public void What_was_expanded_can_be_read_back()
    {
        var set = Table.Expand(["self", "admin:groups!group=staff", "read:hub", "servers!server=bob/"], Alice);
        Table.Read(set.ToStrings()).ShouldBe(set);
        Table.Expand(set.ToStrings(), ScopeOwner.Nobody).ShouldBe(set);
    }

    [Test]
    public void A_default_server_ends_in_a_slash() =>
        ScopeOwner.User("alice").IssuedByServer("alice", "").AccessScopes().ShouldBe(["access:servers!server=alice/"]);

    [Test]
    public void Identify_and_access_scopes_are_those_of_the_owner_and_the_issuer()
    {
        FromService.IdentifyScopes().ShouldBe(["read:users:name!user=alice", "read:users:groups!user=alice"]);
        FromService.AccessScopes().ShouldBe(["access:services!service=grader"]);
        ScopeOwner.Service("grader").IdentifyScopes().ShouldBe(["read:services:name!service=grader"]);
        ScopeOwner.Service("grader").AccessScopes().ShouldBeEmpty();
        ScopeOwner.Nobody.IdentifyScopes().ShouldBeEmpty();
        FromServer.IssuedByService("x").AccessScopes().ShouldBe(["access:services!service=x"]);
    }

    [Test]
    public void Subscopes_share_the_filter_of_their_scope_however_long_it_is()
    {
        var set = Table.Expand(Enumerable.Range(0, 1000).Select(i => $"admin:users!user=u{i}"), Alice);
        foreach (var scope in Table.Expansion("admin:users"))
            set.FilterOf(scope).ShouldBeSameAs(set.FilterOf("admin:users"));
    }
}
