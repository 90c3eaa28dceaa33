using System.Text.RegularExpressions;

namespace Hub.Domain.Users;

/// <summary>What a user may be called, and how a name somebody typed becomes the name that is kept.</summary>
/// <param name="map">Names to replace after lower-casing.</param>
/// <param name="pattern">A regular expression the whole name must match; empty allows every name.</param>
public sealed class UserNames(IReadOnlyDictionary<string, string> map, string pattern)
{
    /// <summary>In characters.</summary>
    public const int LongestName = 255;

    private readonly Regex? pattern = pattern.Length == 0
        ? null
        : new Regex($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Lower case, then the configured replacement.</summary>
    public string Normalize(string name)
    {
        var lower = name.ToLowerInvariant();
        return map.GetValueOrDefault(lower, lower);
    }

    /// <summary>Not empty, no slash, no blanks around it, no control characters, and the configured pattern.</summary>
    public bool IsValid(string name) =>
        name.Length is > 0 and <= LongestName
        && !name.Contains('/')
        && !name.Any(char.IsControl)
        && name.Trim() == name
        && (pattern is null || pattern.IsMatch(name));
}
