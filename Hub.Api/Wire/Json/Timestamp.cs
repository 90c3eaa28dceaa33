using System.Globalization;

namespace Hub.Api.Wire.Json;

/// <summary>The form of a point in time: UTC, ISO 8601, <c>Z</c>, six digits of a second unless they are all zero.</summary>
public static class Timestamp
{
    private const string Whole = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string Fractional = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public static string Of(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        var microseconds = utc.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        return utc.ToString(microseconds == 0 ? Whole : Fractional, CultureInfo.InvariantCulture);
    }
}
