using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Activity;

/// <summary>A time in a report.</summary>
/// <param name="Written">As it came.</param>
/// <param name="At">When that is; null when nobody can tell.</param>
internal sealed record ReportedTime(JToken Written, DateTimeOffset? At)
{
    /// <summary>ISO 8601 in all the ways clients write it; without an offset it is UTC.</summary>
    public static ReportedTime Read(JToken written) => new(
        written,
        written.Type == JTokenType.String && DateTimeOffset.TryParse(
            written.Value<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : null);
}
