using System.Security.Cryptography;
using System.Text;

namespace Hub.Domain.Authenticators;

/// <summary>Holds what somebody typed against what it should be.</summary>
public delegate bool SecretComparison(string given, string expected);

/// <summary>Compares passwords in a time that tells nothing about them, not even their length.</summary>
public static class SecretText
{
    public static bool Same(string given, string expected) => CryptographicOperations.FixedTimeEquals(Digest(given), Digest(expected));

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
