using FsCheck;
using FsCheck.Fluent;
using Hub.Domain.Scopes;

namespace Hub.Tests.Domain.Scopes;

/// <summary>The laws of the algebra, on generated roles over a small world, so that names meet often.</summary>
public sealed class ScopeAlgebraTests
{
    private static readonly ScopeTable Table = ScopeTable.Default;
    private static readonly ScopeOwner Owner = ScopeOwner.User("u1").IssuedByServer("u1", "s");
    private static readonly string[] Users = ["u1", "u2", "u3"];
    private static readonly string[] Groups = ["g1", "g2", "g3"];
    private static readonly string[] Servers = ["", "s"];

    // As the world is: anybody may be in several groups.
    private static readonly GroupMembership Overlapping = new([("u1", "g1"), ("u1", "g2"), ("u2", "g2")]);

    // Where nobody is in two groups, an intersection loses nothing.
    private static readonly GroupMembership Disjoint = new([("u1", "g1"), ("u2", "g2"), ("u3", "g2")]);

    private static readonly Dictionary<GroupMembership, ScopeTarget[]> Targets =
        new[] { Overlapping, Disjoint }.ToDictionary(world => world, world => TargetsIn(world).ToArray());

    private static readonly Gen<string> Filter = Gen.OneOf(
        Gen.Constant(""),
        Gen.Constant("!user"),
        Gen.Constant("!server"),
        Gen.Elements(Users).Select(name => $"!user={name}"),
        Gen.Elements(Groups).Select(name => $"!group={name}"),
        Gen.Elements(Users).SelectMany(user => Gen.Elements(Servers).Select(server => $"!server={user}/{server}")),
        Gen.Elements("a", "b").Select(name => $"!service={name}"));

    private static readonly Gen<string> Written =
        Gen.OneOf(
                Gen.Elements(Table.Definitions.Select(definition => definition.Name)),
                Gen.Elements("users", "read:users", "servers", "read:servers"))
            .SelectMany(scope => Filter.Select(filter => scope + filter));

    private static readonly Arbitrary<List<string>> Role = Written.ListOf().ToArbitrary();

    private static readonly Arbitrary<ScopeSet> Set = Written.ListOf().Select(Expand).ToArbitrary();

    private static readonly Arbitrary<(ScopeSet, ScopeSet, ScopeSet)> Three =
        (from a in Set.Generator from b in Set.Generator from c in Set.Generator select (a, b, c)).ToArbitrary();

    private static readonly Arbitrary<(ScopeSet, ScopeSet)> Two =
        (from a in Set.Generator from b in Set.Generator select (a, b)).ToArbitrary();

    [Test]
    public void Union_is_associative_commutative_and_idempotent()
    {
        Check(Three, x => x.Item1.Union(x.Item2).Union(x.Item3).Equals(x.Item1.Union(x.Item2.Union(x.Item3))));
        Check(Two, x => x.Item1.Union(x.Item2).Equals(x.Item2.Union(x.Item1)));
        Check(Set, set => set.Union(set).Equals(set));
        Check(Set, set => set.Union(Table.Empty).Equals(set));
    }

    [Test]
    public void Intersection_is_commutative_and_idempotent()
    {
        Check(Two, x => x.Item1.Intersect(x.Item2, Overlapping).Equals(x.Item2.Intersect(x.Item1, Overlapping)));
        Check(Set, set => set.Intersect(Expand(set.ToStrings()), Overlapping).Equals(set));
        Check(Set, set => set.Intersect(Table.Empty, Overlapping).IsEmpty);
    }

    [Test]
    public void Intersection_is_associative_where_nobody_is_in_two_groups() => Check(
        Three,
        x => x.Item1.Intersect(x.Item2, Disjoint).Intersect(x.Item3, Disjoint)
            .Equals(x.Item1.Intersect(x.Item2.Intersect(x.Item3, Disjoint), Disjoint)));

    [Test]
    public void Intersection_covers_just_what_both_cover_where_nobody_is_in_two_groups() => Check(Two, x =>
    {
        var both = x.Item1.Intersect(x.Item2, Disjoint);
        return Rights(both, Disjoint).SetEquals(Rights(x.Item1, Disjoint).Intersect(Rights(x.Item2, Disjoint)));
    });

    [Test]
    public void Intersection_never_grows()
    {
        Check(Two, x => Rights(x.Item1.Intersect(x.Item2, Overlapping), Overlapping).IsSubsetOf(Rights(x.Item1, Overlapping)));
        Check(Three, x => Rights(x.Item1.Intersect(x.Item2, Overlapping).Intersect(x.Item3, Overlapping), Overlapping)
            .IsSubsetOf(Rights(x.Item3, Overlapping)));
    }

    [Test]
    public void Adding_a_role_never_removes_a_right()
    {
        Check(Two, x => Rights(x.Item1, Overlapping).IsSubsetOf(Rights(x.Item1.Union(x.Item2), Overlapping)));
        Check(Three, x => Rights(x.Item1.Intersect(x.Item3, Overlapping), Overlapping)
            .IsSubsetOf(Rights(x.Item1.Union(x.Item2).Intersect(x.Item3, Overlapping), Overlapping)));
    }

    [Test]
    public void The_rights_of_two_roles_are_the_rights_of_both_together() => Check(
        (from a in Role.Generator from b in Role.Generator select (a, b)).ToArbitrary(),
        x => Expand([.. x.a, .. x.b]).Equals(Expand(x.a).Union(Expand(x.b))));

    [Test]
    public void Expansion_is_idempotent() => Check(Role, role =>
    {
        var once = Expand(role);
        return Expand(once.ToStrings()).Equals(once) && Table.Read(once.ToStrings()).Equals(once);
    });

    [Test]
    public void Reduction_does_not_change_what_is_covered() => Check(Role, role =>
    {
        var together = Rights(Expand(role), Overlapping);
        var apart = role.SelectMany(scope => Rights(Expand([scope]), Overlapping)).ToHashSet();
        return together.SetEquals(apart);
    });

    [Test]
    public void A_token_never_exceeds_its_owner() => Check(
        (from granted in Role.Generator from held in Set.Generator select (granted, held)).ToArbitrary(),
        x => Rights(TokenScopes.Effective(Table, x.granted, Owner, x.held, Overlapping), Overlapping)
            .IsSubsetOf(Rights(x.held, Overlapping)));

    [Test]
    public void Nothing_is_missing_exactly_when_all_that_is_asked_is_held() => Check(
        (from asked in Role.Generator
         from held in Set.Generator
         select (asked: asked.Where(scope => scope != "inherit").ToList(), held)).ToArbitrary(),
        x => RequestedScopes.Missing(Table, x.asked, Owner, x.held, Overlapping).IsEmpty
            == Expand(x.asked).ToStrings().All(scope => x.held.Contains(Scope.Parse(scope, Table, "test"), Overlapping)));

    [Test]
    public void What_a_decision_allows_is_held() => Check(
        (from asked in Role.Generator from held in Role.Generator select (asked, held)).ToArbitrary(),
        x =>
        {
            var decision = RequestedScopes.Decide(Table, x.asked, x.held, Owner, Overlapping);
            return Rights(Expand(decision.Allowed), Overlapping).IsSubsetOf(Rights(Expand(x.held), Overlapping));
        });

    [Test]
    public void An_intersection_asks_only_about_users_it_announced() => Check(Two, x =>
    {
        var announced = x.Item1.UsersToLookUp(x.Item2);
        var known = new GroupMembership(
            from user in announced from @group in Groups where Overlapping.IsMember(user, @group) select (user, @group));
        return x.Item1.Intersect(x.Item2, known).Equals(x.Item1.Intersect(x.Item2, Overlapping));
    });

    private static ScopeSet Expand(IEnumerable<string> scopes) => Table.Expand(scopes, Owner);

    private static void Check<T>(Arbitrary<T> values, Func<T, bool> law) =>
        Prop.ForAll(values, law).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    // Every pair of a scope and a target is a number, and the rights are those that are covered.
    private static HashSet<int> Rights(ScopeSet set, GroupMembership membership)
    {
        var targets = Targets[membership];
        var rights = new HashSet<int>();
        for (var scope = 0; scope < Table.Definitions.Count; scope++)
        {
            for (var target = 0; target < targets.Length; target++)
            {
                if (set.Covers(Table.Definitions[scope].Name, targets[target]))
                    rights.Add((scope * targets.Length) + target);
            }
        }

        return rights;
    }

    private static IEnumerable<ScopeTarget> TargetsIn(GroupMembership membership)
    {
        yield return default;
        foreach (var user in Users.Append("stranger"))
        {
            string[] groups = [.. Groups.Where(name => membership.IsMember(user, name))];
            yield return ScopeTarget.User(user, groups);
            foreach (var server in Servers)
                yield return ScopeTarget.Server(user, server, groups);
        }

        foreach (var name in Groups)
            yield return ScopeTarget.Group(name);
        foreach (var name in new[] { "a", "b", "c" })
            yield return ScopeTarget.Service(name);
    }
}
