using Hub.Domain.Servers;

namespace Hub.Tests.Domain.Servers;

public sealed class ServerSlugTests
{
    [TestCase("My Lab", "my-lab")]
    [TestCase("my__lab", "my-lab")]
    [TestCase("Über", "ber")]
    [TestCase("a Ü b", "a-b")]
    [TestCase("1st", "x-1st")]
    [TestCase("-a-", "a")]
    [TestCase("日本", "x")]
    [TestCase("abcdefghijklmnopqrstuvwxyz-bcdefgh", "abcdefghijklmnopqrstuvwxyz-bcd")]
    [TestCase("abcdefghijklmnopqrstuvwxyzabc-efgh", "abcdefghijklmnopqrstuvwxyzabc")]
    [TestCase("1bcdefghijklmnopqrstuvwxyzabcdefg", "x-1bcdefghijklmnopqrstuvwxyzab")]
    public void A_name_keeps_what_the_rules_allow(string name, string slug)
    {
        ServerSlug.Of(name).ShouldBe(slug);
        ServerNames.IsValidNew(ServerSlug.Of(name)).ShouldBeTrue();
    }

    [TestCase("my_lab")]
    [TestCase("日本")]
    [TestCase("1bcdefghijklmnopqrstuvwxyzabcdefg")]
    public void With_a_hash_names_stay_apart(string name)
    {
        ServerNames.IsValidNew(ServerSlug.Distinct(name)).ShouldBeTrue();
        ServerSlug.Distinct(name).ShouldMatch("-[0-9a-f]{8}$");
        ServerSlug.Distinct(name).ShouldNotBe(ServerSlug.Distinct(name + "x"));
    }
}
