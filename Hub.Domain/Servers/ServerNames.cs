using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Hub.Domain.Errors;

namespace Hub.Domain.Servers;

/// <summary>What a new named server may be called, and how servers are named to people.</summary>
public static partial class ServerNames
{
    private const int LongestDisplayName = 255;

    /// <summary>As logs and messages name it: <c>user</c>, or <c>user:server</c>.</summary>
    public static string Describe(string user, string server) => server.Length == 0 ? user : $"{user}:{server}";

    public static bool IsValidNew(string name) => name.Length <= 30 && NewName().IsMatch(name);

    /// <exception cref="InvalidInputException">The name does not follow the rules for new servers.</exception>
    public static void CheckNew(string name)
    {
        if (!IsValidNew(name))
            throw new InvalidInputException($"Invalid server_name: {PythonQuoted(name)}");
    }

    /// <exception cref="InvalidInputException">It is empty, too long, or holds what cannot be seen.</exception>
    public static void CheckDisplay(string displayName)
    {
        var text = displayName.IsNormalized() ? displayName : displayName.Normalize(NormalizationForm.FormC);
        var runes = text.EnumerateRunes().ToList();
        var blanksAreSingle = !text.StartsWith(' ') && !text.EndsWith(' ') && !text.Contains("  ", StringComparison.Ordinal);
        if (runes.Count is 0 or > LongestDisplayName || !blanksAreSingle || !runes.All(IsPrintable))
            throw new InvalidInputException($"Invalid display_name: {PythonQuoted(displayName)}");
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator => false,
        _ => true,
    };

    /// <summary>The form clients know from JupyterHub's messages; cut, since the text comes from outside.</summary>
    private static string PythonQuoted(string text)
    {
        var shown = text.Length <= 100 ? text : text[..100] + "...";
        var quote = shown.Contains('\'') && !shown.Contains('"') ? '"' : '\'';
        var escaped = new StringBuilder().Append(quote);
        foreach (var c in shown)
        {
            _ = c switch
            {
                '\\' => escaped.Append(@"\\"),
                '\n' => escaped.Append(@"\n"),
                '\r' => escaped.Append(@"\r"),
                '\t' => escaped.Append(@"\t"),
                _ when c == quote => escaped.Append('\\').Append(c),
                _ when char.IsControl(c) => escaped.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => escaped.Append(c),
            };
        }

        return escaped.Append(quote).ToString();
    }

    [GeneratedRegex(@"^[a-z][a-z0-9]*(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex NewName();
}
