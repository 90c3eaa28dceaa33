using Hub.Domain.Errors;
using Hub.Domain.Scopes;
using Hub.Domain.Shares;

namespace Hub.Tests.Domain.Shares;

public sealed class ShareScopesTests
{
    [TestCase(null, "access:servers")]
    [TestCase("", "access:servers")]
    [TestCase("read:servers", "read:servers")]
    [TestCase("read:servers!server=ann/lab", "read:servers")]
    [TestCase("read:servers,access:servers!server=ann/lab,read:servers!server=ann/lab", "access:servers,read:servers")]
    public void What_is_wanted_comes_down_to_base_scopes(string? written, string expected) =>
        Wanted(written, "ann", "lab").ShouldBe(expected.Split(','));

    [TestCase("read:servers!server=ann/other", "!server=ann/other not allowed on sharing read:servers!server=ann/other, only !server=ann/lab")]
    [TestCase("read:servers!user=ann", "!user=ann not allowed on sharing read:servers!user=ann, only !server=ann/lab")]
    [TestCase("read:servers!server", "!server not allowed on sharing read:servers!server, only !server=ann/lab")]
    [TestCase("nonsense", "Scope 'nonsense' for share does not exist")]
    [TestCase("read:servers!server=", "Empty string is not a valid filter: read:servers!server=")]
    public void A_scope_on_anything_else_is_refused(string written, string message) =>
        Should.Throw<InvalidInputException>(() => Wanted(written, "ann", "lab")).Message.ShouldBe(message);

    [Test]
    public void The_default_server_has_nothing_after_the_slash() =>
        ShareScopes.On(Wanted("read:servers!server=ann/", "ann", ""), "ann", "").ShouldBe(["read:servers!server=ann/"]);

    [TestCase(null, null)]
    [TestCase("access:servers!server=ann/lab", "access:servers")]
    [TestCase("access:servers", "")]
    [TestCase("access:servers!server=ann/lab,read:servers!server=bob/lab", "access:servers")]
    public void What_is_taken_back_counts_only_in_full(string? written, string? expected) =>
        ShareScopes.Unwanted(ScopeTable.Default, written?.Split(','), "ann", "lab")
            .ShouldBe(expected?.Split(',', StringSplitOptions.RemoveEmptyEntries));

    private static IReadOnlyList<string> Wanted(string? written, string owner, string server) =>
        ShareScopes.Wanted(ScopeTable.Default, written?.Split(',', StringSplitOptions.RemoveEmptyEntries), owner, server);
}
