using System.Security.Cryptography;
using System.Text;

namespace Hub.Domain.OAuth;

/// <summary>Proof Key for Code Exchange (RFC 7636): only who began a login can finish it.</summary>
internal static class Pkce
{
    /// <summary>At most 128 characters, of those that need no escaping. That it is at least 43 long is the client's own safety.</summary>
    public static bool IsChallenge(string text) =>
        text.Length is > 0 and <= 128 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~');

    public static bool Proves(string verifier, string challenge, string method)
    {
        var shown = method == "S256" ? Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) : verifier;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(challenge));
    }

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
