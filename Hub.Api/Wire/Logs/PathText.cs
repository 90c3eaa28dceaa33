using Hub.Domain.Tokens;

namespace Hub.Api.Wire.Logs;

/// <summary>
/// A path as the log has it. Some operations of old take a token, a cookie or a code in their path; whatever may be one is left out, and
/// so is everything that looks like a secret the hub makes, wherever somebody put it.
/// </summary>
public static class PathText
{
    private const string Hidden = "...";

    public static string Of(string path)
    {
        if (path.Length < TokenHash.SecretLength && !path.Contains("/authorizations/", StringComparison.Ordinal) && !path.Contains("/shares/", StringComparison.Ordinal))
            return path;
        var segments = path.Split('/');
        for (var i = 1; i < segments.Length; i++)
        {
            if (LooksLikeASecret(segments[i]) || IsCredential(segments, i))
                segments[i] = Hidden;
        }

        return string.Join('/', segments);
    }

    /// <summary>By its place: what comes after <c>authorizations/token</c> and <c>authorizations/cookie/NAME</c>, and the code of a share.</summary>
    private static bool IsCredential(string[] segments, int i) =>
        (i >= 2 && segments[i - 2] == "authorizations" && segments[i - 1] == "token")
        || (i >= 3 && segments[i - 3] == "authorizations" && segments[i - 2] == "cookie")
        || (segments[i - 1] == "shares" && segments[i].Length > 0 && (i == segments.Length - 1 || segments[i + 1] == "accept"));

    private static bool LooksLikeASecret(string segment) =>
        segment.Length == TokenHash.SecretLength && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
