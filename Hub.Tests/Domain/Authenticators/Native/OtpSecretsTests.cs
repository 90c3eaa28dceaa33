using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Authenticators.Native;

namespace Hub.Tests.Domain.Authenticators.Native;

public sealed class OtpSecretsTests
{
    private static readonly byte[] s_secret = Totp.NewSecret();

    [Test]
    public void Without_keys_a_secret_is_kept_as_it_is() => With().Open(With().Seal(s_secret))!.Value.ShouldBe((s_secret, true));

    [Test]
    public void With_a_key_it_is_encrypted_and_comes_back()
    {
        var kept = With('a').Seal(s_secret);
        kept.AsSpan().IndexOf(s_secret).ShouldBe(-1);
        var opened = With('a').Open(kept)!.Value;
        opened.Secret.ShouldBe(s_secret);
        opened.IsCurrent.ShouldBeTrue();
    }

    [Test]
    public void What_is_plain_or_under_an_older_key_is_to_be_encrypted_anew()
    {
        var plain = With('a').Open(s_secret)!.Value;
        plain.Secret.ShouldBe(s_secret);
        plain.IsCurrent.ShouldBeFalse();
        var older = With('b', 'a').Open(With('a').Seal(s_secret))!.Value;
        older.Secret.ShouldBe(s_secret);
        older.IsCurrent.ShouldBeFalse();
    }

    [Test]
    public void Without_its_key_it_does_not_come_back()
    {
        With('b').Open(With('a').Seal(s_secret)).ShouldBeNull();
        With().Open(With('a').Seal(s_secret)).ShouldBeNull();
    }

    private static OtpSecrets With(params char[] keys) =>
        new(new CryptKeys(new CryptOptions { Keys = [.. keys.Select(key => new string(key, 64))] }, TimeProvider.System));
}
