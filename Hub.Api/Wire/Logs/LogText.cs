using System.Globalization;
using System.Text;

namespace Hub.Api.Wire.Logs;

/// <summary>Makes text that somebody outside wrote safe for one line of a log.</summary>
public static class LogText
{
    private const int Longest = 256;

    /// <summary>Cuts long text; writes quotes, backslashes and whatever does not print as escapes. Clean text is returned as it is.</summary>
    public static string Of(string? text)
    {
        if (text is null)
            return "";
        var kept = text.Length <= Longest ? text.AsSpan() : text.AsSpan(0, Longest);
        var clean = kept.Length == text.Length;
        foreach (var c in kept)
            clean &= IsClean(c);
        return clean ? text : Escape(kept, text.Length);
    }

    private static string Escape(ReadOnlySpan<char> kept, int length)
    {
        var line = new StringBuilder(kept.Length + 32);
        foreach (var c in kept)
        {
            if (IsClean(c))
                line.Append(c);
            else
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        if (length > kept.Length)
            line.Append(CultureInfo.InvariantCulture, $"... ({length} characters)");
        return line.ToString();
    }

    private static bool IsClean(char c) =>
        c < 0x7f
            ? c >= ' ' && c is not ('"' or '\\')
            : char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);
}
