using System.Globalization;
using System.Text.RegularExpressions;

namespace Hub.Proxy.Routes;

/// <summary>Points in time as JavaScript writes them, and as it reads ISO 8601.</summary>
internal static partial class Timestamp
{
    /// <summary>The length of the written form, <c>2026-01-31T12:34:56.789Z</c>.</summary>
    public const int Length = 24;

    public static void Format(DateTimeOffset time, Span<byte> into) =>
        time.UtcDateTime.TryFormat(into, out _, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A date alone is midnight UTC; a time without zone is local.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        var match = Iso().Match(text);
        if (!match.Success)
        {
            time = default;
            // Other spellings, such as that of HTTP, begin with a name of a day or month.
            return text.Length > 0 && char.IsAsciiLetter(text[0])
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out time);
        }

        var zone = !match.Groups["time"].Success || match.Groups["zone"].Value is "Z" or "z"
            ? DateTimeStyles.AssumeUniversal : DateTimeStyles.AssumeLocal;
        var full = match.Groups["month"].Success ? text : text + "-01-01";
        if (match.Groups["month"].Success && !match.Groups["day"].Success) full = text + "-01";
        return DateTimeOffset.TryParse(full, CultureInfo.InvariantCulture, zone, out time);
    }

    [GeneratedRegex(@"^\d{4}(-(?<month>\d\d)(-(?<day>\d\d)(?<time>[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?(?<zone>[Zz]|[+-]\d\d:\d\d)?)?)?)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Iso();
}
