using Hub.Domain.Scopes;

namespace Hub.Tests.Domain.Scopes;

public sealed class DefaultRolesTests
{
    [TestCase("user", "self")]
    [TestCase("token", "inherit")]
    [TestCase("server", "users:activity!user access:servers!server")]
    [TestCase("admin", "admin-ui admin:users admin:servers admin:services tokens admin:groups list:services read:services read:hub proxy "
        + "shutdown access:services access:servers read:roles read:metrics read:audit shares")]
    public void A_default_role_has_the_scopes_of_JupyterHub_and_those_of_what_it_lacks(string name, string scopes)
    {
        var role = DefaultRoles.With([]).Single(role => role.Name == name);
        role.Scopes.ShouldBe(scopes.Split(' '));
        ScopeTable.Default.MistakesIn(role.Scopes, $"role {name}").ShouldBeEmpty();
        RoleName.IsValid(name).ShouldBeTrue();
        DefaultRoles.IsDefault(name).ShouldBeTrue();
    }

    [Test]
    public void Extra_user_scopes_are_added_to_the_user_role_alone()
    {
        var roles = DefaultRoles.With(["read:hub", "self", "read:hub"]);
        roles.Single(role => role.Name == "user").Scopes.ShouldBe(["self", "read:hub"]);
        roles.Where(role => role.Scopes.Contains("read:hub")).Select(role => role.Name).ShouldBe(["user", "admin"]);
        DefaultRoles.User.Scopes.ShouldBe(["self"]);
    }

    [Test]
    public void The_admin_role_may_do_everything_to_everybody()
    {
        var admin = ScopeTable.Default.Expand(DefaultRoles.Admin.Scopes, ScopeOwner.User("root"));
        string[] meta = ["(no_scope)", "self", "inherit"];
        foreach (var scope in ScopeTable.Default.Definitions.Select(definition => definition.Name).Except(meta))
            admin.FilterOf(scope).IsEverything.ShouldBeTrue(scope);
    }

    [TestCase("abc", true)]
    [TestCase("group", true)]
    [TestCase("a-pretty-long-name-with-123", true)]
    [TestCase("a.b_c~d", true)]
    [TestCase("ab", false)]
    [TestCase("0-abc", false)]
    [TestCase("role-", false)]
    [TestCase("has-Uppercase", false)]
    [TestCase("has space", false)]
    [TestCase("abc\n", false)]
    [TestCase("", false)]
    public void A_role_name_follows_the_rule(string name, bool valid)
    {
        RoleName.IsValid(name).ShouldBe(valid);
        (RoleName.MistakeIn(name) is null).ShouldBe(valid);
    }

    [TestCase(255, true)]
    [TestCase(256, false)]
    public void A_role_name_has_a_longest_form(int length, bool valid) => RoleName.IsValid(new string('a', length)).ShouldBe(valid);
}
