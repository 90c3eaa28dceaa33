using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Support;

/// <summary>
/// Compares whole JSON bodies. In what is expected, <c>"&lt;time&gt;"</c> stands for any timestamp of the hub and <c>"&lt;any&gt;"</c> for
/// anything but null.
/// </summary>
public static partial class JsonShape
{
    public static JToken Parse(string text) => JsonConvert.DeserializeObject<JToken>(
        text, new JsonSerializerSettings { DateParseHandling = DateParseHandling.None })!;

    public static void Compare(JToken actual, JToken expected)
    {
        var filled = Fill(expected, actual);
        if (!JToken.DeepEquals(Sorted(actual), Sorted(filled)))
            Sorted(actual).ToString().ShouldBe(Sorted(filled).ToString());
    }

    private static JToken Fill(JToken expected, JToken? actual) => expected switch
    {
        JValue { Value: "<time>" } when actual is JValue { Value: string text } && Timestamp().IsMatch(text) => actual,
        JValue { Value: "<any>" } when actual is not null and not JValue { Value: null } => actual,
        JObject wanted => new JObject(wanted.Properties().Select(entry => new JProperty(entry.Name, Fill(entry.Value, (actual as JObject)?[entry.Name])))),
        JArray wanted => new JArray(wanted.Select((item, index) => Fill(item, actual is JArray list && index < list.Count ? list[index] : null))),
        _ => expected,
    };

    private static JToken Sorted(JToken token) => token switch
    {
        JObject value => new JObject(value.Properties().OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(entry => new JProperty(entry.Name, Sorted(entry.Value)))),
        JArray list => new JArray(list.Select(Sorted)),
        JValue { Value: float or double } number => new JValue(number.ToString(CultureInfo.InvariantCulture)),
        _ => token,
    };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z$")]
    private static partial Regex Timestamp();
}
