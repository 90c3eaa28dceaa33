using System.Text;
using Hub.Api.Wire.Json;
using Newtonsoft.Json;
using JsonException = System.Text.Json.JsonException;

namespace Hub.Tests.Api.Wire.Json;

public sealed class JsonTextTests
{
    [TestCase("{}", "{}")]
    [TestCase(" [1, 2.5, -0, 1e2] ", "[1,2.5,0,100.0]")]
    [TestCase("{\"a\":1,\"b\":2,\"a\":{\"c\":null}}", "{\"a\":{\"c\":null},\"b\":2}")]
    [TestCase("9223372036854775807", "9223372036854775807")]
    [TestCase("123456789012345678901234567890", "123456789012345678901234567890")]
    [TestCase("\"2026-01-02T03:04:05+02:00\"", "\"2026-01-02T03:04:05+02:00\"")]
    [TestCase("{\"$type\":\"System.String\",\"\":1}", "{\"$type\":\"System.String\",\"\":1}")]
    [TestCase("\"\\ud83d\\ude80\"", "\"🚀\"")]
    [TestCase("\"\\ud83d\"", "\"�\"")]
    public void JSON_is_read_as_it_stands(string text, string read) =>
        JsonText.Parse(Encoding.UTF8.GetBytes(text)).ToString(Formatting.None).ShouldBe(read);

    [TestCase("")]
    [TestCase("  \n")]
    [TestCase("{")]
    [TestCase("{}{}")]
    [TestCase("{} x")]
    [TestCase("{'a':1}")]
    [TestCase("{a:1}")]
    [TestCase("[1,]")]
    [TestCase("[1] // one")]
    [TestCase("NaN")]
    [TestCase("Infinity")]
    [TestCase("undefined")]
    [TestCase("new Date(0)")]
    [TestCase("0x10")]
    [TestCase("01")]
    [TestCase("1e400")]
    [TestCase("\"\u0001\"")]
    [TestCase("\uFEFF{}")]
    public void What_is_not_JSON_is_refused(string text) =>
        Should.Throw<JsonException>(() => JsonText.Parse(Encoding.UTF8.GetBytes(text)));

    [Test]
    public void What_is_not_UTF8_is_refused() => Should.Throw<JsonException>(() => JsonText.Parse([(byte)'"', 0xff, (byte)'"']));

    [TestCase(64, true)]
    [TestCase(65, false)]
    [TestCase(100_000, false)]
    public void Depth_is_bounded(int depth, bool fits)
    {
        var text = Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));

        if (fits)
            JsonText.Parse(text).ToString(Formatting.None).Length.ShouldBe(2 * depth);
        else
            Should.Throw<JsonException>(() => JsonText.Parse(text));
    }

    [Test]
    public void A_number_of_a_megabyte_is_refused() =>
        Should.Throw<JsonException>(() => JsonText.Parse(Encoding.UTF8.GetBytes(new string('1', 1_000_000))));
}
