using Hub.Domain.Authenticators.AuthState;

namespace Hub.Domain.Authenticators.Native;

/// <summary>
/// Keeps the keys of one-time passwords encrypted where the hub has keys to encrypt with; whoever reads the database then has no second
/// factor in hand. What was kept before there was a key, or with an older one, is encrypted anew at the next login.
/// </summary>
public sealed class OtpSecrets(CryptKeys keys)
{
    // What is encrypted is always longer: a header, a block and a signature, in base64.
    private const int PlainLength = Totp.SecretLength;

    public byte[] Seal(byte[] secret) => keys.Any ? keys.Encrypt(secret) : secret;

    /// <returns>The secret, and whether it is kept as it would be now; null when none of the keys fits.</returns>
    public (byte[] Secret, bool IsCurrent)? Open(byte[] kept) => kept.Length == PlainLength ? (kept, !keys.Any) : keys.Decrypt(kept);
}
