using System.Text;
using Hub.Domain.Authenticators.AuthState;

namespace Hub.Tests.Domain.Authenticators;

public sealed class FernetKeyTests
{
    // From the specification of Fernet.
    private const string Key = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
    private const string Token = "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";

    [Test]
    public void What_the_specification_encrypted_is_read() =>
        Encoding.UTF8.GetString(FernetKey.Parse(Key).Decrypt(Token)!).ShouldBe("hello");

    [Test]
    public void What_is_encrypted_is_read_again_and_by_no_other_key()
    {
        var text = FernetKey.Parse(Key).Encrypt("secret"u8, DateTimeOffset.UnixEpoch);
        FernetKey.Parse(Key).Decrypt(text).ShouldBe("secret"u8.ToArray());
        FernetKey.Parse(new string('0', 64)).Decrypt(text).ShouldBeNull();
    }

    [Test]
    public void Not_one_character_of_it_may_be_changed()
    {
        for (var i = 0; i < Token.Length; i++)
            FernetKey.Parse(Key).Decrypt(Token[..i] + (Token[i] == 'A' ? 'Q' : 'A') + Token[(i + 1)..]).ShouldBeNull($"at {i}");
    }

    [TestCase("")]
    [TestCase("gAAAAA==")]
    [TestCase("not base64!")]
    public void What_is_no_token_is_none(string text) => FernetKey.Parse(Key).Decrypt(text).ShouldBeNull();

    [Test]
    public void What_is_older_than_allowed_is_not_read()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var text = FernetKey.Parse(Key).Encrypt("x"u8, now);
        FernetKey.Parse(Key).Decrypt(text, now).ShouldNotBeNull();
        FernetKey.Parse(Key).Decrypt(text, now.AddSeconds(1)).ShouldBeNull();
    }

    [TestCase("0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF")]
    [TestCase("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=")]
    [TestCase("thirty-two bytes as they are here")]
    public void A_key_has_one_of_three_forms(string text) => Should.NotThrow(() => FernetKey.Parse(text[..Math.Min(text.Length, text.Contains(' ') ? 32 : 64)]));

    [TestCase("")]
    [TestCase("too short")]
    [TestCase("zz23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void Anything_else_is_no_key(string text) => Should.Throw<ArgumentException>(() => FernetKey.Parse(text));
}
