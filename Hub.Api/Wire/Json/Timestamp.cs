using System.Globalization;

namespace Hub.Api.Wire.Json;

/// <summary>The form of a point in time: UTC, ISO 8601, <c>Z</c>, six digits of a second unless they are all zero.</summary>
public static class Timestamp
{
    private const int ToSeconds = 19;
    private const int ToMicroseconds = 26;

    /// <summary>Cut from the round-trip form, which .NET writes several times quicker than any form of one's own.</summary>
    public static string Of(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        Span<char> text = stackalloc char[ToMicroseconds + 4];
        utc.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        var length = utc.Ticks % TimeSpan.TicksPerSecond < TimeSpan.TicksPerMicrosecond ? ToSeconds : ToMicroseconds;
        text[length] = 'Z';
        return new string(text[..(length + 1)]);
    }
}
