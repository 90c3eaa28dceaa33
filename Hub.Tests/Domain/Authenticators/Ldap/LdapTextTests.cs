using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Hub.Domain.Authenticators.Ldap;
using Hub.Tests.Proxy.Tls;
using Hub.Tests.Support;

namespace Hub.Tests.Domain.Authenticators.Ldap;

public sealed class LdapTextTests
{
    [TestCase("ann", "ann")]
    [TestCase("a*(b)\\c\0", @"a\2a\28b\29\5cc\00")]
    [TestCase("ä", @"\c3\a4")]
    public void Values_in_filters(string value, string expected) => LdapText.InFilter(value).ShouldBe(expected);

    [TestCase("ann", "ann")]
    [TestCase(" #a,b+c\"", @"\20\23a\2Cb\2Bc\22")]
    public void Values_in_names(string value, string expected) => LdapText.InName(value).ShouldBe(expected);

    [Test]
    public void A_value_is_not_searched_for_places() =>
        LdapText.Fill("({a}={b}) {c}", ("a", "{b}"), ("b", "{a}")).ShouldBe("({b}={a}) {c}");

    [Test]
    public void Places_without_a_value_are_mistakes() =>
        new LdapOptions { ServerAddress = ["x"], BindDnTemplate = ["uid={user}"] }.Check().Single().Problem.ShouldContain("{user}");

    [Test]
    public void A_subject_is_hashed_as_openssl_does()
    {
        var openssl = Peers.Need("openssl", "openssl");
        using var certificates = new TestCertificates();
        using var run = Process.Start(new ProcessStartInfo(openssl, ["x509", "-noout", "-hash", "-in", certificates.Authority]) { RedirectStandardOutput = true })!;
        var expected = run.StandardOutput.ReadToEnd().Trim();
        using var authority = X509CertificateLoader.LoadCertificateFromFile(certificates.Authority);
        SubjectHash.Of(authority.SubjectName.RawData).ShouldBe(expected);
    }
}
