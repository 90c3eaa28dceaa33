namespace Hub.Api.Access;

/// <summary>Reads <c>Authorization: token X</c> and <c>Authorization: Bearer X</c>; anything else is no credentials.</summary>
internal static class CredentialsHeader
{
    public static string? Token(string? header)
    {
        if (header is null)
            return null;
        var blank = header.IndexOf(' ');
        if (blank <= 0)
            return null;
        var scheme = header.AsSpan(0, blank);
        if (!scheme.Equals("token", StringComparison.OrdinalIgnoreCase) && !scheme.Equals("bearer", StringComparison.OrdinalIgnoreCase))
            return null;
        var token = header.AsSpan(blank).TrimStart(' ');
        return token.IsEmpty || token.Contains(' ') ? null : token.ToString();
    }
}
