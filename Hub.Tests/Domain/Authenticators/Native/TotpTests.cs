using System.Text;
using Hub.Domain.Authenticators.Native;

namespace Hub.Tests.Domain.Authenticators.Native;

public sealed class TotpTests
{
    // The secret and times of RFC 6238, appendix B, cut to six digits.
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    [TestCase(59, "287082")]
    [TestCase(1111111109, "081804")]
    [TestCase(1234567890, "005924")]
    [TestCase(20000000000, "353130")]
    public void The_codes_of_the_RFC(long seconds, string code)
    {
        Totp.Code(Secret, seconds / 30).ShouldBe(code);
        Totp.StepOf(Secret, code, DateTimeOffset.FromUnixTimeSeconds(seconds)).ShouldBe(seconds / 30);
    }

    [TestCase(-31, true)]
    [TestCase(31, true)]
    [TestCase(-61, false)]
    [TestCase(61, false)]
    public void A_clock_may_be_half_a_minute_off(int off, bool good)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1111111125);
        var code = Totp.Code(Secret, now.AddSeconds(off).ToUnixTimeSeconds() / 30);
        (Totp.StepOf(Secret, code, now) is not null).ShouldBe(good);
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("28708")]
    [TestCase("2870820")]
    [TestCase("２８７０８２")]
    public void Other_texts_are_no_codes(string? typed) => Totp.StepOf(Secret, typed, DateTimeOffset.FromUnixTimeSeconds(59)).ShouldBeNull();

    [Test]
    public void Apps_show_codes_with_a_blank() => Totp.StepOf(Secret, "287 082", DateTimeOffset.FromUnixTimeSeconds(59)).ShouldBe(1);

    [Test]
    public void A_secret_is_shown_in_base32() => Totp.Shown(Secret).ShouldBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}
