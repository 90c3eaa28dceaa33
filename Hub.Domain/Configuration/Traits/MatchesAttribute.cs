using System.Text.RegularExpressions;

namespace Hub.Domain.Configuration.Traits;

/// <summary>Text that a regular expression matches as a whole.</summary>
public sealed class MatchesAttribute(string pattern, string allowed) : ValueCheckAttribute
{
    public override string Allowed => allowed;

    public override string? Problem(object value) =>
        Regex.IsMatch((string)value, $"^(?:{pattern})\\z", RegexOptions.CultureInvariant) ? null : "does not have this form";
}
