using Hub.Api.Wire.Logs;

namespace Hub.Tests.Api.Wire.Logs;

public sealed class LogTextTests
{
    [TestCase(null, "")]
    [TestCase("ada", "ada")]
    [TestCase("ü x", "ü x")]
    [TestCase("a\nb", "a\\u000ab")]
    [TestCase("a\"b\\", "a\\u0022b\\u005c")]
    [TestCase("\u001b[31m", "\\u001b[31m")]
    [TestCase("\u2028\u202e", "\\u2028\\u202e")]
    public void Text_from_outside_stays_on_its_line(string? text, string line) => LogText.Of(text).ShouldBe(line);

    [Test]
    public void Long_text_is_cut() => LogText.Of(new string('x', 1000)).ShouldBe(new string('x', 256) + "... (1000 characters)");
}
