using System.Text.RegularExpressions;

namespace Hub.Domain.Configuration.Traits;

/// <summary>Decides what may not be shown.</summary>
internal static partial class SecretText
{
    public const string Hidden = "<hidden>";

    /// <summary>Whether a key's name says that its value is a secret.</summary>
    public static bool IsSecretName(string name) => SecretName().IsMatch(name) && !PlainName().IsMatch(name);

    /// <summary>The text without the password of any URL in it.</summary>
    public static string WithoutPasswords(string text) => UrlPassword().Replace(text, "$1" + Hidden + "@");

    [GeneratedRegex("token|secret|passw|passphrase|pwd|credential|api_?key|private_?key|crypt_?key|auth_?key", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex("_file$|_scopes$|_url$|expires_in", RegexOptions.IgnoreCase)]
    private static partial Regex PlainName();

    [GeneratedRegex(@"([a-z][a-z0-9+.\-]*://[^/\s:@]*:)[^/\s]+@", RegexOptions.IgnoreCase)]
    private static partial Regex UrlPassword();
}
