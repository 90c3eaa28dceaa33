using Hub.Domain.Configuration;

namespace Hub.Tests.Domain.Configuration;

public sealed class SubdomainLabelTests
{
    [TestCase("ada", "ada")]
    [TestCase("Ada", "Ada")]
    [TestCase("a-b", "a-b")]
    [TestCase("ü", "xn--tda")]
    [TestCase("ü_x-0299", "u-x0299--fb92f2297773d98118ff")]
    [TestCase("日本語", "xn--wgv71a119e")]
    public void A_user_gets_a_label_that_every_resolver_takes(string name, string label) =>
        SubdomainLabel.OfUser(name, SubdomainHook.Idna).ShouldBe(label);

    [TestCase("12345", "u-12345--")]
    [TestCase("xn--tda", "u-xntda--")]
    [TestCase("a--b", "u-ab--")]
    [TestCase("-a", "u-a--")]
    [TestCase("a.b@c", "u-abc--")]
    [TestCase("_", "u-x--")]
    [TestCase("Ü", "u-x--")]
    [TestCase("🐻", "u-x--")]
    [TestCase("\ud800", "u-x--")]
    public void What_cannot_be_a_label_is_hashed(string name, string stub)
    {
        var label = SubdomainLabel.OfUser(name, SubdomainHook.Idna);
        label.ShouldStartWith(stub);
        label.Length.ShouldBe(stub.Length + 20);
    }

    [Test]
    public void A_long_name_fits()
    {
        SubdomainLabel.OfUser(new string('a', 63), SubdomainHook.Idna).Length.ShouldBe(63);
        SubdomainLabel.OfUser(new string('a', 64), SubdomainHook.Idna).ShouldStartWith("u-aaaaaaaa--");
    }

    [TestCase("ada", "ada")]
    [TestCase("a.b", "a.b")]
    [TestCase("Ada@x", "ada_40x")]
    [TestCase("a_b~", "a_5fb_7e")]
    [TestCase("é", "_c3_a9")]
    public void The_way_of_old_escapes_with_underscores(string name, string label) =>
        SubdomainLabel.OfUser(name, SubdomainHook.Legacy).ShouldBe(label);

    [Test]
    public void Services_have_hosts_of_their_own_and_had_one_together()
    {
        SubdomainLabel.OfService("grader", SubdomainHook.Idna).ShouldBe("grader--service");
        SubdomainLabel.OfService("grader", SubdomainHook.Legacy).ShouldBe("services");
    }
}
