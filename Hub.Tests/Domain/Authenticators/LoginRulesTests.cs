using Hub.Domain.Authenticators;
using Hub.Domain.Users;

namespace Hub.Tests.Domain.Authenticators;

public sealed class LoginRulesTests
{
    private static readonly UserNames Names = new(new Dictionary<string, string>(), "");

    private static readonly AuthenticatorOptions Closed = new() { AuthenticatorClass = "shared-password" };

    private static IEnumerable<TestCaseData> Cases()
    {
        HashSet<string> ada = ["Ada"];
        HashSet<string> none = [];
        TestCaseData Case(string name, AuthenticatorOptions options, bool known, bool allowed) =>
            new TestCaseData(options, known, allowed).SetName($"{name}_{(known ? "known" : "unknown")}_{(allowed ? "in" : "out")}");
        yield return Case("Nothing_set", Closed, known: false, allowed: false);
        yield return Case("Nothing_set", Closed, known: true, allowed: false);
        yield return Case("Allow_all", Closed with { AllowAll = true }, known: false, allowed: true);
        yield return Case("Allowed_by_name", Closed with { AllowedUsers = ada }, known: false, allowed: true);
        yield return Case("Others_allowed_by_name", Closed with { AllowedUsers = new HashSet<string> { "bob" } }, known: false, allowed: false);
        yield return Case("Others_allowed_by_name", Closed with { AllowedUsers = new HashSet<string> { "bob" } }, known: true, allowed: true);
        yield return Case("Existing_not_allowed", Closed with { AllowedUsers = new HashSet<string> { "bob" }, AllowExistingUsers = false }, known: true, allowed: false);
        yield return Case("Existing_allowed", Closed with { AllowExistingUsers = true }, known: true, allowed: true);
        yield return Case("Existing_allowed", Closed with { AllowExistingUsers = true }, known: false, allowed: false);
        yield return Case("Admin_alone", Closed with { AdminUsers = ada }, known: false, allowed: false);
        yield return Case("Admin_beside_a_list", Closed with { AdminUsers = ada, AllowedUsers = new HashSet<string> { "bob" } }, known: false, allowed: true);
        yield return Case("Blocked_beats_allow_all", Closed with { AllowAll = true, BlockedUsers = ada }, known: true, allowed: false);
        yield return Case("Blocked_beats_a_list", Closed with { AllowedUsers = ada, BlockedUsers = ada, AdminUsers = ada }, known: true, allowed: false);
        yield return Case("Dummy", new AuthenticatorOptions { AuthenticatorClass = "dummy" }, known: false, allowed: true);
        yield return Case("Dummy_with_a_list", new AuthenticatorOptions { AuthenticatorClass = "dummy", AllowedUsers = new HashSet<string> { "bob" } }, known: false, allowed: false);
        yield return Case("Dummy_closed", new AuthenticatorOptions { AuthenticatorClass = "dummy", AllowAll = false, BlockedUsers = none }, known: false, allowed: false);
    }

    [TestCaseSource(nameof(Cases))]
    public void Who_may_come_in(AuthenticatorOptions options, bool known, bool allowed) =>
        new LoginRules(options, Names).IsAllowed("ada", known).ShouldBe(allowed);
}
