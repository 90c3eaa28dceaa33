using Hub.Domain.Scopes;

namespace Hub.Tests.Domain.Scopes;

public sealed class TokenScopesTests
{
    private const string Identity = "read:users:groups!user=alice read:users:name!user=alice";

    private static readonly ScopeTable Table = ScopeTable.Default;
    private static readonly ScopeOwner Alice = ScopeOwner.User("alice");

    [TestCase("users:activity", "users:activity", "read:users:activity users:activity")]
    [TestCase("read:users:activity", "read:users:activity!user", "read:users:activity!user=alice")]
    [TestCase("read:users:activity", "read:users:activity!user=other", "read:users:activity!user=other")]
    [TestCase("read:users:activity!user", "read:users:activity", "read:users:activity!user=alice")]
    [TestCase("read:users:activity!user", "read:users:activity!user=other", "")]
    [TestCase("users!user=x", "read:users:name", "read:users:name!user=x")]
    [TestCase("users!user=x users!user=y", "read:users:name!user=x", "read:users:name!user=x")]
    [TestCase("users!group=y", "users!user=x", "")]
    [TestCase("servers!user=y", "servers!server=x", "")]
    [TestCase("users!group=x users!user=y", "read:users:name!group=x read:users!user=y",
        "read:users!user=y read:users:activity!user=y read:users:groups!user=y read:users:name!group=x read:users:name!user=y")]
    [TestCase("users!group=x users!user=y", "read:users:name!group=z read:users!user=y",
        "read:users!user=y read:users:activity!user=y read:users:groups!user=y read:users:name!user=y")]
    [TestCase("list:users read:users:groups", "read:users", "read:users:groups read:users:name")]
    [TestCase("self", "", Identity)]
    [TestCase("self", "(no_scope)", Identity)]
    [TestCase("self", "admin:users", "read:users!user=alice read:users:activity!user=alice " + Identity + " users:activity!user=alice")]
    [TestCase("", "self", "")]
    [TestCase("self read:hub", "self", "access:servers!user=alice delete:servers!user=alice read:servers!user=alice "
        + "read:shares!user=alice read:tokens!user=alice read:users!user=alice read:users:activity!user=alice " + Identity
        + " read:users:shares!user=alice servers!user=alice start:servers!user=alice tokens!user=alice users:activity!user=alice "
        + "users:shares!user=alice")]
    public void A_token_may_do_what_it_was_granted_and_its_owner_may(string held, string granted, string expected) =>
        Effective(held, granted, Alice).ToString().ShouldBe(expected);

    [Test]
    public void Inherit_is_just_what_the_owner_has()
    {
        var own = Table.Expand(["self", "read:hub"], Alice);
        TokenScopes.Effective(Table, ["inherit", "shutdown"], Alice, own, GroupMembership.None).ShouldBeSameAs(own);
    }

    [TestCase("self", "access:servers!server=alice/s " + Identity)]
    [TestCase("access:servers", "access:servers!server=alice/s")]
    [TestCase("access:servers!group=g", "access:servers!server=alice/s")]
    [TestCase("access:servers!user=bob", "")]
    [TestCase("access:servers!server=alice/other", "")]
    public void A_token_from_a_server_opens_it_when_its_owner_may(string held, string expected) =>
        Effective(held, "", Alice.IssuedByServer("alice", "s")).ToString().ShouldBe(expected);

    [TestCase("access:services", "access:services!service=grader")]
    [TestCase("access:services!service=grader", "access:services!service=grader")]
    [TestCase("access:services!service=other", "")]
    public void A_token_from_a_service_opens_it_when_its_owner_may(string held, string expected) =>
        Effective(held, "", Alice.IssuedByService("grader")).ToString().ShouldBe(expected);

    [TestCase("read:users!user", "self", "")]
    [TestCase("read:users!user=other", "self",
        "read:users!user=other read:users:activity!user=other read:users:groups!user=other read:users:name!user=other")]
    [TestCase("read:users", "self", "read:users read:users:activity read:users:groups read:users:name")]
    [TestCase("read:groups", "self groups", "")]
    [TestCase("inherit", "", "")]
    [TestCase("inherit read:hub", "self", "read:hub")]
    [TestCase("read:servers!server=alice/x", "self", "")]
    [TestCase("tokens!group=g", "tokens!user=alice", "read:tokens!group=g tokens!group=g")]
    [TestCase("tokens!user=alice", "tokens!group=g", "")]
    public void Missing_is_what_is_asked_and_not_held(string requested, string held, string expected)
    {
        var missing = RequestedScopes.Missing(Table, requested.Split(' '), Alice, Table.Expand(held.Split(' '), Alice), InG);
        missing.ToString().ShouldBe(expected);
    }

    [Test]
    public void A_refusal_names_the_scopes_and_the_owner()
    {
        var missing = RequestedScopes.Missing(Table, ["tokens", "read:hub"], Alice, Table.Empty, GroupMembership.None);
        RequestedScopes.Refusal(missing, "User alice").ShouldBe(
            "Not assigning requested scopes read:hub,read:tokens,tokens not held by User alice");
    }

    [TestCase("read:users:name!user", "read:users:name!user=alice", "read:users:name!user", "")]
    [TestCase("read:servers!server", "read:servers!user", "read:servers!server", "")]
    [TestCase("read:servers!server=alice/s", "read:servers", "read:servers!server=alice/s", "")]
    [TestCase("admin:servers!server", "read:servers", "read:servers!server=alice/s", "admin:servers!server")]
    [TestCase("admin:servers read:users", "read:users", "read:users", "admin:servers")]
    [TestCase("inherit", "self inherit", "inherit", "")]
    [TestCase("inherit", "self", "", "inherit")]
    [TestCase("nonsense", "self", "", "nonsense")]
    [TestCase("shutdown", "self", "", "shutdown")]
    [TestCase("users:activity!user access:servers!server", "self", "access:servers!server users:activity!user", "")]
    public void A_request_is_granted_as_far_as_it_can_be(string requested, string held, string allowed, string refused)
    {
        var decision = RequestedScopes.Decide(
            Table, requested.Split(' '), held.Split(' '), Alice.IssuedByServer("alice", "s"), GroupMembership.None);
        string.Join(' ', decision.Allowed).ShouldBe(allowed);
        string.Join(' ', decision.Refused).ShouldBe(refused);
    }

    private static GroupMembership InG => new([("alice", "g")]);

    private static ScopeSet Effective(string held, string granted, ScopeOwner owner) =>
        TokenScopes.Effective(Table, granted.Split(' '), owner, Table.Expand(held.Split(' '), owner), InG);
}
