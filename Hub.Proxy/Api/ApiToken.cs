using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Hub.Proxy.Api;

/// <summary>The secret API callers show as <c>Authorization: token …</c>.</summary>
internal sealed partial class ApiToken(string? token)
{
    private readonly byte[]? _token = string.IsNullOrEmpty(token) ? null : Encoding.UTF8.GetBytes(token);

    /// <summary>Without a token anyone may.</summary>
    public bool IsOpen => _token is null;

    public bool Allows(string authorization)
    {
        if (_token is null) return true;
        var match = Shown().Match(authorization);
        return match.Success && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(match.Groups[1].Value), _token);
    }

    [GeneratedRegex(@"token\s+(\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex Shown();
}
