using System.Security.Cryptography;
using System.Text;
using Hub.Api.Access;
using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Errors;

namespace Hub.Api.Native;

/// <summary>
/// Carries the key of a second factor from the page that shows it to the one that takes a code made with it: encrypted, in the form
/// itself, for its owner and for a while. The hub keeps nothing of it.
/// </summary>
public sealed class PendingFactors(CookieKey keys, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    public string Seal(string user, byte[] secret) =>
        Sealing(keys.Values[0]).Encrypt([.. secret, .. Encoding.UTF8.GetBytes(user)], clock.GetUtcNow());

    /// <exception cref="InvalidInputException">It is somebody else's, too old, or none.</exception>
    public byte[] Open(string user, string text)
    {
        var oldest = clock.GetUtcNow() - Life;
        var plain = keys.Values.Select(key => Sealing(key).Decrypt(text, oldest)).FirstOrDefault(opened => opened is not null);
        return plain is { Length: > Totp.SecretLength } && Encoding.UTF8.GetString(plain.AsSpan(Totp.SecretLength)) == user
            ? plain[..Totp.SecretLength]
            : throw new InvalidInputException("It took too long. Begin again.");
    }

    private static FernetKey Sealing(byte[] key) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: "second factors to be"u8.ToArray()));
}
