using System.Security.Cryptography;
using System.Text;

namespace Hub.Domain.Tokens;

/// <summary>
/// Makes secrets and the hashes they are found by. Tokens of the hub hold 256 random bits, so a fast hash without salt is
/// enough and lets a token be found by an index, in one step and without comparing text.
/// </summary>
public static class TokenHash
{
    /// <summary>How many characters a secret has.</summary>
    public const int SecretLength = 43;

    /// <summary>A secret below this length can be guessed; those that somebody thought of can be so short.</summary>
    public const int ShortestSecret = 8;

    /// <summary>A fresh secret: 43 characters that are safe in URLs, headers and environment variables.</summary>
    public static string NewSecret() =>
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public static byte[] Of(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Whether a secret is the one behind a hash, in time that does not depend on the answer.</summary>
    public static bool Matches(string secret, byte[] hash) => CryptographicOperations.FixedTimeEquals(Of(secret), hash);
}
