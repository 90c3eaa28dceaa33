using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Hub.Domain.Configuration;

/// <summary>Writes log lines by a pattern of Python's logging, such as <c>[%(levelname)1.1s %(asctime)s] %(message)s</c>.</summary>
public sealed partial class LogLine
{
    /// <summary>What a pattern can name; the last two say where in a Python source a line comes from, which is our category.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["levelname", "levelno", "asctime", "created", "msecs", "name", "message", "process", "thread", "color", "end_color", "module", "lineno"];

    private readonly string pattern;
    private readonly string times;

    /// <param name="pattern">The pattern of a line.</param>
    /// <param name="times">The pattern of <c>%(asctime)s</c>, with the letters of <c>strftime</c>.</param>
    public LogLine(string pattern, string times)
    {
        this.pattern = pattern;
        this.times = times;
    }

    /// <summary>Why a pattern cannot be used; null when it can.</summary>
    public static string? Problem(string pattern)
    {
        if (Field().Matches(pattern).FirstOrDefault(field => field.Groups["name"].Success && !Names.Contains(field.Groups["name"].Value)) is { } unknown)
            return $"names {unknown.Groups["name"].Value}, which a log line does not have";
        return Field().Replace(pattern, "").Contains('%') ? "has a % that is neither %(name)s nor %%" : null;
    }

    public string Write(DateTimeOffset at, HubLogLevel level, string category, string message) => Field().Replace(pattern, field =>
    {
        if (!field.Groups["name"].Success)
            return "%";
        var value = ValueOf(field.Groups["name"].Value, at, level, category, message);
        return Fit(value, field.Groups["flags"].Value, field.Groups["width"].Value, field.Groups["most"].Value, field.Groups["kind"].Value);
    });

    private string ValueOf(string name, DateTimeOffset at, HubLogLevel level, string category, string message) => name switch
    {
        "levelname" => LevelName(level),
        "levelno" => LevelNumber(level),
        "asctime" => Time(at),
        "created" => (at.ToUnixTimeMilliseconds() / 1000.0).ToString("0.000", CultureInfo.InvariantCulture),
        "msecs" => at.Millisecond.ToString(CultureInfo.InvariantCulture),
        "name" or "module" => category,
        "message" => message,
        "process" => Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        "thread" => Environment.CurrentManagedThreadId.ToString(CultureInfo.InvariantCulture),
        "lineno" => "0",
        // A log is read by programs too: no colours.
        _ => "",
    };

    private static string Fit(string value, string flags, string width, string most, string kind)
    {
        if (kind == "d" && most.Length > 0)
            value = value.PadLeft(int.Parse(most, CultureInfo.InvariantCulture), '0');
        else if (kind == "s" && most.Length > 0 && int.Parse(most, CultureInfo.InvariantCulture) < value.Length)
            value = value[..int.Parse(most, CultureInfo.InvariantCulture)];
        if (width.Length == 0)
            return value;
        var to = int.Parse(width, CultureInfo.InvariantCulture);
        return flags.Contains('-') ? value.PadRight(to) : value.PadLeft(to, flags.Contains('0') ? '0' : ' ');
    }

    private static string LevelName(HubLogLevel level) => level.ToString().ToUpperInvariant();

    private static string LevelNumber(HubLogLevel level) => $"{((int)level + 1) * 10}";

    private string Time(DateTimeOffset at)
    {
        var text = new StringBuilder();
        for (var i = 0; i < times.Length; i++)
        {
            if (times[i] != '%' || i + 1 == times.Length)
                text.Append(times[i]);
            else
                text.Append(Part(times[++i], at));
        }

        return text.ToString();
    }

    private static string Part(char letter, DateTimeOffset at)
    {
        var format = letter switch
        {
            'Y' => "yyyy",
            'm' => "MM",
            'd' => "dd",
            'H' => "HH",
            'M' => "mm",
            'S' => "ss",
            'f' => "ffffff",
            'y' => "yy",
            'b' => "MMM",
            'B' => "MMMM",
            'a' => "ddd",
            'A' => "dddd",
            'I' => "hh",
            'p' => "tt",
            'j' => null,
            _ => "",
        };
        return format switch
        {
            null => at.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            "" when letter == 'z' => "+0000",
            "" when letter == 'Z' => "UTC",
            "" => letter == '%' ? "%" : $"%{letter}",
            _ => at.UtcDateTime.ToString(format, CultureInfo.InvariantCulture),
        };
    }

    [GeneratedRegex(@"%%|%\((?<name>\w+)\)(?<flags>[-0 +#]*)(?<width>\d{0,3})(?:\.(?<most>\d{1,3}))?(?<kind>[sdf])", RegexOptions.CultureInvariant)]
    private static partial Regex Field();
}
