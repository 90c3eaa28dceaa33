using Hub.Domain.Errors;
using Hub.Domain.Scopes;

namespace Hub.Tests.Domain.Scopes;

public sealed class ScopeTableTests
{
    private static readonly ScopeTable Table = ScopeTable.Default;

    [TestCase("admin:users",
        "admin:auth_state admin:users delete:users list:users read:roles:users read:users read:users:activity read:users:groups "
        + "read:users:name users users:activity")]
    [TestCase("users", "list:users read:users read:users:activity read:users:groups read:users:name users users:activity")]
    [TestCase("read:users", "read:users read:users:activity read:users:groups read:users:name")]
    [TestCase("list:users", "list:users read:users:name")]
    [TestCase("users:activity", "read:users:activity users:activity")]
    [TestCase("read:roles", "read:roles read:roles:groups read:roles:services read:roles:users")]
    [TestCase("admin:servers", "admin:server_state admin:servers delete:servers read:servers read:users:name servers start:servers")]
    [TestCase("servers", "delete:servers read:servers read:users:name servers start:servers")]
    [TestCase("read:servers", "read:servers read:users:name")]
    [TestCase("tokens", "read:tokens tokens")]
    [TestCase("admin:groups", "admin:groups delete:groups groups list:groups read:groups read:groups:name read:roles:groups")]
    [TestCase("groups", "groups list:groups read:groups read:groups:name")]
    [TestCase("admin:services", "admin:services list:services read:roles:services read:services read:services:name")]
    [TestCase("shares",
        "access:servers groups:shares read:groups:shares read:shares read:users:shares shares users:shares")]
    [TestCase("users:shares", "read:users:shares users:shares")]
    [TestCase("groups:shares", "groups:shares read:groups:shares")]
    public void A_scope_contains_its_subscopes(string scope, string expected)
    {
        Table.Expand([scope], ScopeOwner.Nobody).ToStrings().ShouldBe(expected.Split(' '));
        Table.Expansion(scope).ShouldBe(expected.Split(' '), ignoreOrder: true);
    }

    [TestCase("admin-ui admin:auth_state delete:users read:users:name read:users:groups read:users:activity read:roles:users "
        + "read:roles:services read:roles:groups admin:server_state start:servers delete:servers read:tokens read:groups:name "
        + "delete:groups read:services:name read:hub access:servers access:services read:shares read:users:shares "
        + "read:groups:shares proxy shutdown read:metrics read:audit (no_scope) inherit")]
    public void A_leaf_contains_only_itself(string leaves)
    {
        foreach (var leaf in leaves.Split(' '))
            Table.Expand([leaf], ScopeOwner.Nobody).ToStrings().ShouldBe([leaf]);
    }

    [Test]
    public void The_table_holds_no_more_than_it_should()
    {
        Table.Definitions.Count.ShouldBe(49);
        Table.Definitions.ShouldAllBe(definition => definition.Description.Length > 10);
        Table.Definitions.SelectMany(definition => definition.Subscopes).ShouldAllBe(subscope => Table.Defines(subscope));
    }

    [TestCase("read:users", null)]
    [TestCase("read:users!user", null)]
    [TestCase("access:servers!server", null)]
    [TestCase("access:services!service", null)]
    [TestCase("read:users!user=alice", null)]
    [TestCase("read:users!group=a=b!c", null)]
    [TestCase("access:servers!server=alice/", null)]
    [TestCase("self", null)]
    [TestCase("inherit", null)]
    [TestCase("all", "Draft scope 'all' is now called 'inherit'")]
    [TestCase("", "Scope '' for role r does not exist")]
    [TestCase("read:user", "Scope 'read:user' for role r does not exist")]
    [TestCase("READ:USERS", "Scope 'READ:USERS' for role r does not exist")]
    [TestCase("nope!user=a", "Scope 'nope!user=a' for role r does not exist")]
    [TestCase("users!users=a", "Scope filter users=a '!users=a' in scope 'users!users=a' for role r does not exist")]
    [TestCase("users!group", "Scope filter group '!group' in scope 'users!group' for role r does not exist")]
    [TestCase("users!User", "Scope filter User '!User' in scope 'users!User' for role r does not exist")]
    [TestCase("users!user=", "Empty string is not a valid filter: users!user=")]
    [TestCase("users!group=", "Empty string is not a valid filter: users!group=")]
    [TestCase("users!", "Empty string is not a valid filter: users!")]
    [TestCase("users!=", "Scope filter = '!=' in scope 'users!=' for role r does not exist")]
    [TestCase("users!user==", null)]
    public void A_written_scope_is_checked_in_the_words_of_JupyterHub(string scope, string? mistake)
    {
        Table.MistakeIn(scope, "role r").ShouldBe(mistake);
        if (mistake is null)
            Scope.Parse(scope, Table, "role r").ToString().ShouldBe(scope);
        else
            Should.Throw<InvalidInputException>(() => Scope.Parse(scope, Table, "role r")).Message.ShouldBe(mistake);
    }

    [Test]
    public void All_mistakes_of_a_list_are_returned() =>
        Table.MistakesIn(["nope", "users", "users!user="], "token").ShouldBe(
            ["Scope 'nope' for token does not exist", "Empty string is not a valid filter: users!user="]);

    [Test]
    public void A_scope_that_does_not_exist_any_more_allows_nothing_and_spoils_nothing() =>
        Table.Expand(["custom:gone", "users!nope=x", "tokens!user=", "read:hub"], ScopeOwner.User("alice")).ToString().ShouldBe("read:hub");
}
