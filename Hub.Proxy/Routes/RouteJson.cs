using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Hub.Proxy.Routes;

/// <summary>Routes as JSON: what is posted comes back, with the last activity in place of a posted one.</summary>
internal static class RouteJson
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly SearchValues<char> _plain =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Where(c => c is not ('"' or '\\'))]);

    /// <summary>A route from posted data; null if that names no target, or not as it should.</summary>
    /// <param name="problem">What is wrong with the data, if something is.</param>
    public static Route? Read(string path, JsonElement data, bool hostRouting, DateTimeOffset now, out string? problem)
    {
        problem = "Must specify 'target' as string";
        if (data.ValueKind != JsonValueKind.Object) return null;
        string? target = null;
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in data.EnumerateObject())
        {
            if (member.Name != "last_activity") members[member.Name] = member.Value;
        }

        if (members.TryGetValue("target", out var value) && value.ValueKind == JsonValueKind.String) target = value.GetString();
        if (target is null) return null;
        var addresses = RouteTargetList.Read(members, target, out var health, out problem);
        if (problem is not null) return null;
        var host = hostRouting && path != "/" ? FirstSegment(path) : null;
        return new Route(path, target, Members(members, host), now) { Addresses = addresses, HealthPath = health };
    }

    /// <summary>The route as one JSON object.</summary>
    public static void Write(IBufferWriter<byte> into, Route route)
    {
        into.Write("{"u8);
        into.Write(route.Members.Span);
        into.Write(",\"last_activity\":\""u8);
        var room = into.GetSpan(Timestamp.Length);
        Timestamp.Format(route.LastActivity, room);
        into.Advance(Timestamp.Length);
        into.Write("\"}"u8);
    }

    /// <summary>The path as a JSON string, then a colon and the route.</summary>
    public static void WriteEntry(IBufferWriter<byte> into, Route route)
    {
        WriteString(into, route.Path);
        into.Write(":"u8);
        Write(into, route);
    }

    private static byte[] Members(Dictionary<string, JsonElement> members, string? host)
    {
        var text = new ArrayBufferWriter<byte>(128);
        foreach (var (name, value) in members)
        {
            if (host is not null && name == "host") continue;
            if (text.WrittenCount > 0) text.Write(","u8);
            WriteString(text, name);
            text.Write(":"u8);
            text.Write(JsonMarshal.GetRawUtf8Value(value));
        }

        if (host is not null)
        {
            text.Write(",\"host\":"u8);
            WriteString(text, host);
        }

        return text.WrittenSpan.ToArray();
    }

    private static void WriteString(IBufferWriter<byte> into, string text)
    {
        // As most are: nothing to escape, and no writer to make for it.
        if (text.AsSpan().IndexOfAnyExcept(_plain) < 0)
        {
            into.Write("\""u8);
            Encoding.ASCII.GetBytes(text, into);
            into.Write("\""u8);
            return;
        }

        using var writer = new Utf8JsonWriter(into, _options);
        writer.WriteStringValue(text);
        writer.Flush();
    }

    private static string FirstSegment(string path)
    {
        foreach (var segment in new Segments(path)) return segment.ToString();
        return "";
    }
}
