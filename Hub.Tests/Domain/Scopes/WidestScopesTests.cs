using FsCheck;
using FsCheck.Fluent;
using Hub.Domain.Scopes;

namespace Hub.Tests.Domain.Scopes;

public sealed class WidestScopesTests
{
    private static readonly string[] Written =
    [
        "self", "inherit", "read:users", "read:users!user", "servers!server", "access:services!service", "tokens!user=ann", "groups!group=g",
        "admin:servers!server=ann/lab", "users:activity!user",
    ];

    [TestCase("servers!user", "read:servers", true)]
    [TestCase("self", "tokens", true)]
    [TestCase("tokens!user=ann", "tokens", false)]
    public void Bare_filters_and_self_speak_of_everybody(string written, string scope, bool everything) =>
        ScopeTable.Default.ExpandWidest([written]).FilterOf(scope).IsEverything.ShouldBe(everything);

    [Test]
    public void Nobody_gets_more_out_of_scopes_than_their_widest_meaning() =>
        Prop.ForAll(Gen.SubListOf(Written).Select(scopes => scopes.ToArray()).ToArbitrary(), scopes =>
        {
            var widest = ScopeTable.Default.ExpandWidest(scopes);
            return new[]
            {
                ScopeOwner.User("ann"), ScopeOwner.Service("s"), ScopeOwner.Nobody,
                ScopeOwner.User("bob").IssuedByServer("ann", "lab"), ScopeOwner.User("bob").IssuedByService("s"),
            }.All(owner =>
            {
                var held = ScopeTable.Default.Expand(scopes, owner);
                return held.Except(held.Intersect(widest, GroupMembership.None)).IsEmpty;
            });
        }).QuickCheckThrowOnFailure();
}
