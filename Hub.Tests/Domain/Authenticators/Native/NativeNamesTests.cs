using Hub.Domain.Authenticators.Native;
using Hub.Domain.Users;
using Hub.Tests.Security;

namespace Hub.Tests.Domain.Authenticators.Native;

public sealed class NativeNamesTests
{
    private static readonly UserNames Names = new(
        new Dictionary<string, string> { ["a"] = "b", ["b"] = "c", ["round"] = "about", ["about"] = "round" }, "");

    [TestCase("Ann", "ann")]
    [TestCase("A", "c")]
    [TestCase("b", "c")]
    [TestCase("c", "c")]
    [TestCase("round", null)]
    [TestCase("a,b", null)]
    [TestCase("a b", null)]
    [TestCase("a/b", null)]
    [TestCase(" ann", null)]
    [TestCase("a\tb", null)]
    [TestCase("", null)]
    [Advisory("CVE-2021-41194")]
    public void However_it_is_typed_an_account_has_one_name_which_the_login_keeps(string typed, string? name)
    {
        new NativeNames(Names).Of(typed).ShouldBe(name);
        if (name is not null)
            Names.Normalize(name).ShouldBe(name);
    }

    [TestCase("Ann", "own:ann")]
    [TestCase("own:ann", "own:own:ann")]
    [TestCase("blocked", null)]
    public void Where_others_sign_in_too_it_begins_with_its_own_prefix(string typed, string? name)
    {
        var hub = new UserNames(new Dictionary<string, string> { ["own:blocked"] = "boss" }, "");
        var names = new NativeNames(Names, hub, "own:", ["uni:"]);
        names.Of(typed).ShouldBe(name);
        names.OfUser(typed == "Ann" ? "OWN:Ann" : "ann").ShouldBe(typed == "Ann" ? name : null);
    }

    [Test]
    public void Without_a_prefix_of_its_own_it_makes_no_name_of_another_s()
    {
        var names = new NativeNames(Names, Names, "", ["uni:"]);
        names.Of("Uni:ann").ShouldBeNull();
        names.OfUser("uni:ann").ShouldBeNull();
        names.Of("ann").ShouldBe("ann");
    }

    [TestCase("ann", "password")]
    [TestCase("ann", "Password1!")]
    [TestCase("ann", "P4ssw0rd")]
    [TestCase("ann", "qwertyuiop")]
    [TestCase("ann", "87654321")]
    [TestCase("ann", "aaaaaaaaaa")]
    [TestCase("ann", "abcabcabcabc")]
    [TestCase("ann-miller", "ann-miller")]
    [TestCase("annmiller", "AnnMiller1999")]
    [TestCase("ann", "JupyterHub2024")]
    public void Common_passwords(string name, string password) => CommonPasswords.Has(name, password).ShouldBeTrue();

    [TestCase("correct horse battery staple")]
    [TestCase("violet tram 42 sings")]
    [TestCase("xK9$vq2Lm")]
    [TestCase("83920174")]
    public void Other_passwords(string password) => CommonPasswords.Has("ann", password).ShouldBeFalse();
}
