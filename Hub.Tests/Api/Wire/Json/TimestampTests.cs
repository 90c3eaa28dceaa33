using System.Globalization;
using Hub.Api.Wire.Json;

namespace Hub.Tests.Api.Wire.Json;

public sealed class TimestampTests
{
    [TestCase("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z")]
    [TestCase("2026-01-02T03:04:05.5Z", "2026-01-02T03:04:05.500000Z")]
    [TestCase("2026-01-02T03:04:05.123456Z", "2026-01-02T03:04:05.123456Z")]
    [TestCase("2026-01-02T03:04:05.0000001Z", "2026-01-02T03:04:05Z")]
    [TestCase("2026-01-02T03:04:05.25+02:00", "2026-01-02T01:04:05.250000Z")]
    public void Time_is_UTC_with_six_digits_or_none(string time, string written) =>
        Timestamp.Of(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture)).ShouldBe(written);
}
