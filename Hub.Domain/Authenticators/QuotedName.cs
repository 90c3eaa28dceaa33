using System.Text;

namespace Hub.Domain.Authenticators;

/// <summary>Makes a name that an outsider typed safe for a line of a log: quoted, escaped, and cut.</summary>
public static class QuotedName
{
    private const int Longest = 32;

    public static string Of(string name)
    {
        var text = new StringBuilder("'");
        foreach (var rune in name.AsSpan(0, Math.Min(name.Length, Longest)).EnumerateRunes())
        {
            if (rune.Value is '\'' or '\\')
                text.Append('\\').Append(rune);
            else if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 or 0xFFFD)
                text.Append($"\\u{rune.Value:x4}");
            else
                text.Append(rune);
        }

        return text.Append(name.Length > Longest ? "'..." : "'").ToString();
    }
}
