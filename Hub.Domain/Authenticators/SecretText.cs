using System.Security.Cryptography;
using System.Text;

namespace Hub.Domain.Authenticators;

/// <summary>Compares passwords in a time that tells nothing about them, not even their length.</summary>
internal static class SecretText
{
    public static bool Same(string given, string expected) => CryptographicOperations.FixedTimeEquals(Digest(given), Digest(expected));

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
