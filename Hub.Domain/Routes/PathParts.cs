namespace Hub.Domain.Routes;

/// <summary>How a name becomes a part of a URL path and back, spelled as JupyterHub spells it.</summary>
public static class PathParts
{
    /// <summary>Percent-encodes UTF-8; letters, digits and <c>- . _ ~ @</c> stay.</summary>
    public static string Encode(string name) => Uri.EscapeDataString(name).Replace("%40", "@", StringComparison.Ordinal);

    /// <summary>Null when the text is not UTF-8 in percent-encoding.</summary>
    public static string? Decode(string part)
    {
        var decoded = Uri.UnescapeDataString(part);
        // What cannot be decoded is left as it was, so a percent sign that nobody encoded shows a broken sequence.
        return decoded.Count(c => c == '%') == CountEncodedPercents(part) ? decoded : null;
    }

    /// <summary>Whether a part of the path is <c>.</c> or <c>..</c>, which URLs do not take for names.</summary>
    public static bool HasDots(string path) => path.Split('/').Any(part => part is "." or "..");

    private static int CountEncodedPercents(string part)
    {
        var count = 0;
        for (var at = part.IndexOf("%25", StringComparison.Ordinal); at >= 0; at = part.IndexOf("%25", at + 3, StringComparison.Ordinal))
            count++;
        return count;
    }
}
