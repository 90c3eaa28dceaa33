using Hub.Domain.Scopes;

namespace Hub.Tests.Domain.Scopes;

public sealed class ScopeExplanationTests
{
    private static readonly ScopeSource[] Sources =
    [
        new("role user", "self"),
        new("role teacher via group staff", "admin:users!group=students", "read:hub"),
        new("share of bob's server lab", "access:servers!server=bob/lab"),
    ];

    [Test]
    public void It_names_the_source_that_allows_and_those_too_narrow()
    {
        var explanation = Explain("read:users:activity", ScopeTarget.User("carol", ["students"]));
        explanation.IsAllowed.ShouldBeTrue();
        explanation.Grants.Select(grant => (grant.Source, grant.Written, grant.CoversTarget)).ShouldBe(
        [
            ("role user", "self", false),
            ("role teacher via group staff", "admin:users!group=students", true),
        ]);
        explanation.Grants[0].Filter.Users.ShouldBe(["alice"]);
        explanation.Grants[1].Filter.Groups.ShouldBe(["students"]);
    }

    [Test]
    public void A_scope_held_elsewhere_is_told_from_one_not_held_at_all()
    {
        var elsewhere = Explain("access:servers", ScopeTarget.Server("bob", "other", []));
        (elsewhere.IsHeld, elsewhere.IsAllowed).ShouldBe((true, false));
        var nowhere = Explain("shutdown", null);
        (nowhere.IsHeld, nowhere.IsAllowed).ShouldBe((false, false));
    }

    [Test]
    public void A_share_allows_its_one_server() =>
        Explain("access:servers", ScopeTarget.Server("bob", "lab", [])).Grants.Single(grant => grant.CoversTarget).Source
            .ShouldBe("share of bob's server lab");

    [TestCase("read:hub", true)]
    [TestCase("read:users", false)]
    public void Without_a_target_only_the_unfiltered_scope_allows(string scope, bool allowed) =>
        Explain(scope, null).IsAllowed.ShouldBe(allowed);

    [Test]
    public void Scopes_are_described_in_words() =>
        ScopeDescription.Of(
                ScopeTable.Default,
                ["read:hub", "tokens!user", "tokens!user=alice", "tokens!user=bob", "tokens!group=g", "servers!server=a/b", "gone"],
                "alice")
            .Select(description => (description.Scope, description.Filter)).ShouldBe(
            [
                ("read:hub", ""), ("tokens", "only you"), ("tokens", "only you"), ("tokens", "user bob"),
                ("tokens", "users in group g"), ("servers", "server a/b"),
            ]);

    private static ScopeExplanation Explain(string scope, ScopeTarget? target) =>
        ScopeExplanation.Of(ScopeTable.Default, scope, target, ScopeOwner.User("alice"), Sources);
}
