using Hub.Domain.Authenticators;

namespace Hub.Tests.Domain.Authenticators;

public sealed class QuotedNameTests
{
    [TestCase("ada", "'ada'")]
    [TestCase("", "''")]
    [TestCase("a'b\\c", "'a\\'b\\\\c'")]
    [TestCase("ada\nUser logged in: 'root'", "'ada\\u000aUser logged in: \\'root\\''")]
    [TestCase("\u001b[31mred", "'\\u001b[31mred'")]
    [TestCase("a\u2028b", "'a\\u2028b'")]
    public void A_name_stays_on_one_line_between_its_quotes(string name, string shown) => QuotedName.Of(name).ShouldBe(shown);

    [Test]
    public void A_name_of_a_megabyte_is_cut() =>
        QuotedName.Of(new string('x', 1_000_000)).ShouldBe($"'{new string('x', 32)}'...");
}
