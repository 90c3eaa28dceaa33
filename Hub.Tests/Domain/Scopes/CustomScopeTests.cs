using Hub.Domain.Scopes;

namespace Hub.Tests.Domain.Scopes;

public sealed class CustomScopeTests
{
    private static readonly CustomScope Parent = new("custom:parent", "Both", "custom:child", "custom:other");
    private static readonly CustomScope Child = new("custom:child", "One");
    private static readonly CustomScope Other = new("custom:other", "Two");

    [Test]
    public void Custom_scopes_extend_the_table_and_expand_with_their_filter()
    {
        var table = ScopeTable.Default.With([Parent, Child, Other], out var mistakes);
        mistakes.ShouldBeEmpty();
        table.Expand(["custom:parent!user", "custom:child"], ScopeOwner.User("alice")).ToStrings()
            .ShouldBe(["custom:child", "custom:other!user=alice", "custom:parent!user=alice"]);
        table.MistakeIn("custom:parent", "role r").ShouldBeNull();
        table.Find("custom:child")!.Description.ShouldBe("One");
        ScopeTable.Default.Defines("custom:parent").ShouldBeFalse();
    }

    [Test]
    public void The_admin_role_does_not_contain_custom_scopes()
    {
        var table = ScopeTable.Default.With([Child], out _);
        var admin = table.Expand(DefaultRoles.Admin.Scopes, ScopeOwner.User("root"));
        admin.Holds("custom:child").ShouldBeFalse();
    }

    [Test]
    public void The_same_definition_again_changes_nothing()
    {
        var table = ScopeTable.Default.With([Child], out _).With([Child], out var mistakes);
        mistakes.ShouldBeEmpty();
        table.Definitions.Count(definition => definition.Name == "custom:child").ShouldBe(1);
    }

    private static IEnumerable<TestCaseData> Mistakes()
    {
        static TestCaseData Case(string name, CustomScope scope, string mistake) =>
            new TestCaseData(scope, mistake).SetArgDisplayNames(name);
        yield return Case("redefinition", new CustomScope("read:users", "Mine now"), "Cannot redefine scope 'read:users'.");
        yield return Case("no description", new CustomScope("custom:empty", null), "Scope 'custom:empty' has no 'description'.");
        yield return Case(
            "not custom",
            new CustomScope("custom:one", "x", "read:users"),
            "Subscope 'read:users' of 'custom:one' is not a custom scope; a role can combine scopes of both kinds.");
        yield return Case(
            "undefined", new CustomScope("custom:one", "x", "custom:b"), "Subscope 'custom:b' of 'custom:one' is not defined.");
        yield return Case("circle", new CustomScope("custom:aaa", "x", "custom:aaa"), "Scope 'custom:aaa' contains itself.");
    }

    [TestCaseSource(nameof(Mistakes))]
    public void A_mistake_is_named_and_leaves_the_table_as_it_was(CustomScope scope, string mistake)
    {
        ScopeTable.Default.With([scope], out var mistakes).ShouldBeSameAs(ScopeTable.Default);
        mistakes.ShouldBe([mistake]);
    }

    [TestCase("custom:read", true)]
    [TestCase("custom:0a*", true)]
    [TestCase("custom:jupyter_server:read:*", true)]
    [TestCase("custom:abc", true)]
    [TestCase("custom:ab", false)]
    [TestCase("custom:a", false)]
    [TestCase("custom:", false)]
    [TestCase("notcustom:prefix", false)]
    [TestCase("custom:!illegal", false)]
    [TestCase("custom:_abc", false)]
    [TestCase("custom:abc-", false)]
    [TestCase("custom:abc:", false)]
    [TestCase("custom:Abc", false)]
    [TestCase("custom:abc\n", false)]
    public void The_name_follows_the_rule(string name, bool allowed)
    {
        ScopeTable.Default.With([new CustomScope(name, "x")], out var mistakes);
        (mistakes.Count == 0).ShouldBe(allowed);
        mistakes.ShouldAllBe(mistake => mistake.StartsWith($"Invalid scope name: '{name}'.", StringComparison.Ordinal));
    }

    [Test]
    public void Every_mistake_is_listed()
    {
        ScopeTable.Default.With(
            [new CustomScope("bad", null, "users"), new CustomScope("custom:two", "x"), new CustomScope("custom:two", "y")],
            out var mistakes);
        mistakes.Count.ShouldBe(4);
    }
}
