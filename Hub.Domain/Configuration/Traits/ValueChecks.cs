using System.Text.RegularExpressions;

namespace Hub.Domain.Configuration.Traits;

/// <summary>A number within bounds, both included.</summary>
public sealed class BetweenAttribute(double least, double most = double.PositiveInfinity) : ValueCheckAttribute
{
    public override string Allowed => double.IsPositiveInfinity(most)
        ? $"a number from {least} upwards"
        : $"a number from {least} to {most}";

    public override string? Problem(object value)
    {
        var number = value is TimeSpan time ? time.TotalSeconds : Convert.ToDouble(value);
        return number < least ? "is too small" : number > most ? "is too large" : null;
    }
}

/// <summary>An absolute http or https URL, or nothing.</summary>
public class HttpUrlAttribute : ValueCheckAttribute
{
    public override string Allowed => "an absolute URL such as http://127.0.0.1:8001";

    public override string? Problem(object value)
    {
        var text = (string)value;
        return text.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out var url) && IsAllowed(url)) ? null : "is not such a URL";
    }

    protected virtual bool IsAllowed(Uri url) => url.Scheme is "http" or "https" && url.Host.Length > 0;
}

/// <summary>Text that a regular expression matches as a whole.</summary>
public sealed class MatchesAttribute(string pattern, string allowed) : ValueCheckAttribute
{
    public override string Allowed => allowed;

    public override string? Problem(object value) =>
        Regex.IsMatch((string)value, $"^(?:{pattern})\\z", RegexOptions.CultureInvariant) ? null : "does not have this form";
}

/// <summary>Text that is itself a regular expression, or empty.</summary>
public sealed class RegularExpressionAttribute : ValueCheckAttribute
{
    public override string Allowed => "a regular expression";

    public override string? Problem(object value)
    {
        try
        {
            _ = new Regex((string)value, RegexOptions.CultureInvariant);
            return null;
        }
        catch (ArgumentException e)
        {
            return "is not a regular expression: " + e.Message;
        }
    }
}

/// <summary>One of a few words.</summary>
public sealed class OneOfAttribute(params string[] words) : ValueCheckAttribute
{
    public override string Allowed => "one of " + string.Join(", ", words.Select(word => $"\"{word}\""));

    public override string? Problem(object value) => words.Contains((string)value) ? null : "is none of these";
}

/// <summary>Text of a least length, or none at all.</summary>
public sealed class AtLeastAttribute(int characters) : ValueCheckAttribute
{
    public override string Allowed => $"at least {characters} characters";

    public override string? Problem(object value) =>
        ((string)value) is { Length: > 0 } text && text.Length < characters ? "is too short" : null;
}
