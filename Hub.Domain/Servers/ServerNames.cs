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
            throw new InvalidInputException($"Invalid server_name: {PythonText.Quoted(name)}");
    }

    /// <exception cref="InvalidInputException">It is empty, too long, or holds what cannot be seen.</exception>
    public static void CheckDisplay(string displayName)
    {
        var text = displayName.IsNormalized() ? displayName : displayName.Normalize(NormalizationForm.FormC);
        var runes = text.EnumerateRunes().ToList();
        var blanksAreSingle = !text.StartsWith(' ') && !text.EndsWith(' ') && !text.Contains("  ", StringComparison.Ordinal);
        if (runes.Count is 0 or > LongestDisplayName || !blanksAreSingle || !runes.All(IsPrintable))
            throw new InvalidInputException($"Invalid display_name: {PythonText.Quoted(displayName)}");
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator => false,
        _ => true,
    };

    [GeneratedRegex(@"^[a-z][a-z0-9]*(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex NewName();
}
