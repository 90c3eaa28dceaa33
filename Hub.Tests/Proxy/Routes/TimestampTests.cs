using Hub.Proxy.Routes;

namespace Hub.Tests.Proxy.Routes;

public sealed class TimestampTests
{
    [TestCase("2026-01-31", "2026-01-31T00:00:00.000Z")]
    [TestCase("2026-01", "2026-01-01T00:00:00.000Z")]
    [TestCase("2026", "2026-01-01T00:00:00.000Z")]
    [TestCase("2026-01-31T12:34Z", "2026-01-31T12:34:00.000Z")]
    [TestCase("2026-01-31T12:34:56Z", "2026-01-31T12:34:56.000Z")]
    [TestCase("2026-01-31T12:34:56.789Z", "2026-01-31T12:34:56.789Z")]
    [TestCase("2026-01-31T12:34:56.789123Z", "2026-01-31T12:34:56.789Z")]
    [TestCase("2026-01-31T12:34:56+02:00", "2026-01-31T10:34:56.000Z")]
    [TestCase("Sat, 31 Jan 2026 12:34:56 GMT", "2026-01-31T12:34:56.000Z")]
    public void Dates_are_read_as_JavaScript_reads_them(string text, string expected)
    {
        Timestamp.TryParse(text, out var time).ShouldBeTrue();
        Span<byte> written = stackalloc byte[Timestamp.Length];
        Timestamp.Format(time, written);
        System.Text.Encoding.ASCII.GetString(written).ShouldBe(expected);
    }

    [TestCase("endoftheuniverse")]
    [TestCase("2026-13-01")]
    [TestCase("2026-01-31T12:34:56 02:00")]
    [TestCase("31.01.2026")]
    [TestCase("")]
    public void What_is_no_date_is_refused(string text) => Timestamp.TryParse(text, out _).ShouldBeFalse();

    [Test]
    public void A_time_without_zone_is_local()
    {
        Timestamp.TryParse("2026-01-31T12:00:00", out var time).ShouldBeTrue();
        time.DateTime.ShouldBe(new DateTime(2026, 1, 31, 12, 0, 0));
        time.Offset.ShouldBe(TimeZoneInfo.Local.GetUtcOffset(time));
    }
}
