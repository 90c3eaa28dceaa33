using Hub.Domain.Scopes;

namespace Hub.Tests.Domain.Scopes;

public sealed class ScopeSetTests
{
    private static readonly ScopeTable Table = ScopeTable.Default;
    private static readonly GroupMembership Groups = new([("ux", "gx"), ("uy", "gy")]);

    private static ScopeSet Expand(string scopes) => Table.Expand(scopes.Split(' '), ScopeOwner.User("ux"));

    [TestCase("read:users", "read:users", true)]
    [TestCase("read:users!user=ux", "read:users!user=ux", true)]
    [TestCase("read:servers!server=ux/x", "read:servers!server=ux/x", true)]
    [TestCase("read:groups!group=gx", "read:groups!group=gx", true)]
    [TestCase("read:groups!group=gy", "read:groups!group=gx", false)]
    [TestCase("read:services!service=s", "read:services!service=s", true)]
    [TestCase("read:services!service=t", "read:services!service=s", false)]
    [TestCase("read:users:name", "read:users", true)]
    [TestCase("read:users:name!user=ux", "read:users!user=ux", true)]
    [TestCase("read:users!user=ux", "read:users!group=gx", true)]
    [TestCase("read:users!user=ux", "read:users", true)]
    [TestCase("read:users!group=gx", "read:users", true)]
    [TestCase("read:services!service=s", "read:services", true)]
    [TestCase("read:servers!server=ux/x", "read:servers", true)]
    [TestCase("read:servers!server=ux/x", "servers!server=ux/x", true)]
    [TestCase("read:servers!server=ux/x", "servers!user=ux", true)]
    [TestCase("read:servers!server=ux/x", "servers!group=gx", true)]
    [TestCase("read:users", "read:users!user=ux", false)]
    [TestCase("read:users!user=ux", "read:users!user=other", false)]
    [TestCase("read:users!user=ux", "read:users!group=other", false)]
    [TestCase("read:users!server=ux/x", "read:users!user=uy", false)]
    [TestCase("read:servers!server=ux/x", "servers!server=other/x", false)]
    [TestCase("read:servers!server=ux/x", "servers!user=other", false)]
    [TestCase("read:servers!server=ux/x", "servers!group=other", false)]
    [TestCase("servers!server=ux/x", "read:servers!server=ux/x", false)]
    [TestCase("servers!user=ux", "servers!server=ux/x", false)]
    public void A_scope_is_contained_as_written_or_in_a_wider_form(string scope, string held, bool contained)
    {
        var set = Expand(held);
        var asked = Scope.Parse(scope, Table, "test");
        set.Contains(asked, Groups).ShouldBe(contained);
        if (asked.Kind == ScopeFilterKind.None)
            return;
        set.Covers(asked.Base, TargetOf(asked)).ShouldBe(contained);
    }

    [Test]
    public void A_bare_filter_cannot_be_asked_about() =>
        Should.Throw<ArgumentException>(() => Expand("read:users").Contains(Scope.Parse("read:users!user", Table, "test"), Groups));

    [TestCase("", "users", "")]
    [TestCase("users!user=x users!group=y", "", "")]
    [TestCase("users!user=x users!user=y users!group=y", "users!user=x", "users!user=x")]
    [TestCase("users!user=x users!group=y", "users!user=x users!group=y users!user=z", "users!group=y users!user=x")]
    [TestCase("users!group=y users!user=z", "users!user=x", "")]
    [TestCase("users!group=y users!user=z", "users!server=x/y", "")]
    [TestCase("users!group=y users!user=x", "users!server=x/y", "users!server=x/y")]
    [TestCase("read:servers!user=abc", "read:servers!server=abc/xyz", "read:servers!server=abc/xyz")]
    [TestCase("read:servers!user=abc", "read:servers!server=abcd/xyz", "")]
    [TestCase("users!group=gx", "users!user=ux", "users!user=ux")]
    [TestCase("read:users!group=gx", "read:users!user=nosuchuser", "")]
    [TestCase("read:users!group=gx", "read:users!server=nosuchuser/server", "")]
    [TestCase("read:users!group=gx", "read:users!server=ux/server", "read:users!server=ux/server")]
    [TestCase("read:users!group=gx", "read:users!server=ux/server read:users!user=uy", "read:users!server=ux/server")]
    [TestCase("read:users!group=gy", "read:users!server=ux/server read:users!user=uy", "read:users!user=uy")]
    [TestCase("read:servers!server=ux/s read:servers!group=gy", "read:servers!server=uy/s read:servers!user=ux",
        "read:servers!server=ux/s read:servers!server=uy/s")]
    [TestCase("read:servers!user=ux read:servers!group=gy", "read:servers!user=uy read:servers!group=gx",
        "read:servers!user=ux read:servers!user=uy")]
    [TestCase("users", "users!user=a users!server=a/b", "users!server=a/b users!user=a")]
    [TestCase("users", "users", "users")]
    [TestCase("users", "tokens", "")]
    [TestCase("groups!group=gx", "groups!group=gy", "")]
    [TestCase("read:services!service=a read:services!service=b", "read:services!service=b", "read:services!service=b")]
    [TestCase("servers!user=y", "servers!server=x", "")]
    public void The_intersection_is_what_both_hold(string left, string right, string expected)
    {
        var (a, b) = (Table.Read(left.Split(' ')), Table.Read(right.Split(' ')));
        a.Intersect(b, Groups).ToString().ShouldBe(expected);
        b.Intersect(a, Groups).ToString().ShouldBe(expected);
    }

    [TestCase("read:users", "read:users", "")]
    [TestCase("read:users!group=gx", "read:users", "")]
    [TestCase("read:users!group=gx", "read:users!user=ux", "ux")]
    [TestCase("read:servers!group=gx", "read:servers!server=ux/a read:servers!server=uz/", "ux uz")]
    [TestCase("read:users!group=gx read:users!user=ux", "read:users!user=ux", "")]
    [TestCase("read:users!group=gx", "read:groups!user=ux", "")]
    public void Only_users_met_by_a_group_need_to_be_looked_up(string left, string right, string expected)
    {
        var (a, b) = (Table.Read(left.Split(' ')), Table.Read(right.Split(' ')));
        string.Join(' ', a.UsersToLookUp(b).Order()).ShouldBe(expected);
        string.Join(' ', b.UsersToLookUp(a).Order()).ShouldBe(expected);
    }

    [TestCase("users tokens!user=a", "users!user=a", "tokens!user=a users")]
    [TestCase("users!user=a", "users", "")]
    [TestCase("users!user=a users!user=b users!group=a", "users!user=a", "users!group=a users!user=b")]
    [TestCase("users", "users", "")]
    public void The_difference_compares_what_is_written(string left, string right, string expected) =>
        Table.Read(left.Split(' ')).Except(Table.Read(right.Split(' '))).ToString().ShouldBe(expected);

    [Test]
    public void The_filter_says_what_a_store_and_a_model_need()
    {
        string[] filters = ["user=b", "user=a", "group=g", "server=bo/x", "server=b/x", "server=b/", "server=b-/x"];
        var filter = Expand(string.Join(' ', filters.Select(filter => $"read:servers!{filter}"))).FilterOf("read:servers");
        filter.Users.ToArray().ShouldBe(["a", "b"]);
        filter.Groups.ToArray().ShouldBe(["g"]);
        filter.ServersOf("b").ShouldBe(["", "x"]);
        filter.ServersOf("a").ShouldBeEmpty();
        filter.Kinds.ShouldBe(ScopeFilterKind.User | ScopeFilterKind.Group | ScopeFilterKind.Server);
        Expand("read:hub").FilterOf("read:hub").Kinds.ShouldBe(ScopeFilterKind.None);
    }

    [Test]
    public void A_scope_is_held_in_any_form_but_covers_only_its_filter()
    {
        var set = Expand("self");
        set.Holds("read:users").ShouldBeTrue();
        set.Holds("list:users").ShouldBeFalse();
        set.Holds("nonsense").ShouldBeFalse();
        set.Covers("read:users", ScopeTarget.User("ux", [])).ShouldBeTrue();
        set.Covers("read:users", ScopeTarget.User("uxx", ["ux"])).ShouldBeFalse();
        set.Covers("servers", ScopeTarget.Server("ux", "any", [])).ShouldBeTrue();
        set.Covers("read:users", default).ShouldBeFalse();
        Expand("read:users").Covers("read:users", default).ShouldBeTrue();
    }

    [Test]
    public void A_user_and_a_group_of_one_name_are_two_things()
    {
        Expand("read:users!user=x").Covers("read:users", ScopeTarget.Group("x")).ShouldBeFalse();
        Expand("read:groups!group=x").Covers("read:groups", ScopeTarget.User("x", [])).ShouldBeFalse();
        Expand("read:services!service=x").Covers("read:services", ScopeTarget.User("x", [])).ShouldBeFalse();
        Expand("read:services!service=x").Covers("read:services", ScopeTarget.Service("x")).ShouldBeTrue();
    }

    [Test]
    public void Servers_are_found_among_many()
    {
        string[] users = ["a", "a-b", "ab", "a.b", "b"];
        string[] servers = ["", "s", "s-1", "s1"];
        var names = (from user in users from server in servers select (user, server)).ToList();
        var set = Table.Read(names.Select(name => $"servers!server={name.user}/{name.server}"));
        foreach (var (user, server) in names)
            set.Covers("servers", ScopeTarget.Server(user, server, [])).ShouldBeTrue($"{user}/{server}");
        foreach (var (user, server) in new[] { ("a", "t"), ("", ""), ("a", "/"), ("abc", ""), ("c", "s"), ("a-", "s") })
            set.Covers("servers", ScopeTarget.Server(user, server, [])).ShouldBeFalse($"{user}/{server}");
    }

    [Test]
    public void Sets_of_different_tables_do_not_mix()
    {
        var other = Table.With([new CustomScope("custom:thing", "x")], out _);
        Should.Throw<ArgumentException>(() => Expand("users").Union(other.Expand(["users"], ScopeOwner.Nobody)));
    }

    [Test]
    public void A_look_up_for_a_users_token_allocates_nothing()
    {
        var owner = ScopeOwner.User("alice");
        var own = Table.Expand(["self", "read:users!group=staff"], owner);
        var token = TokenScopes.Effective(Table, ["self", "read:users!group=staff"], owner, own, GroupMembership.None);
        string[] groups = ["students", "staff"];
        var answers = Ask(token, groups);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            answers &= Ask(token, groups);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        answers.ShouldBeTrue();
        allocated.ShouldBe(0);
    }

    private static bool Ask(ScopeSet token, string[] groups) =>
        token.Covers("read:users", ScopeTarget.User("alice", []))
        && token.Covers("read:users", ScopeTarget.User("bob", groups))
        && token.Covers("servers", ScopeTarget.Server("alice", "salmon", groups))
        && !token.Covers("servers", ScopeTarget.Server("bob", "salmon", groups))
        && !token.Holds("list:users");

    private static ScopeTarget TargetOf(Scope scope)
    {
        var name = scope.Name!;
        var owner = ServerFullName.OwnerOf(name);
        string[] groups = owner == "ux" ? ["gx"] : [];
        return scope.Kind switch
        {
            ScopeFilterKind.User => ScopeTarget.User(name, groups),
            ScopeFilterKind.Server => ScopeTarget.Server(owner, name[(owner.Length + 1)..], groups),
            ScopeFilterKind.Group => ScopeTarget.Group(name),
            _ => ScopeTarget.Service(name),
        };
    }
}
