using System.Text;

namespace Hub.Proxy.Forwarding;

/// <summary>A field after the last chunk.</summary>
internal static class Trailer
{
    /// <summary>
    /// False for a line that is no field, and for fields that would change what was already decided: they are dropped.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out string name, out string value)
    {
        name = value = "";
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExcept(FieldChars.TokenBytes)) return false;
        var text = line[(colon + 1)..].Trim(" \t"u8);
        foreach (var b in text)
        {
            if (b is < 32 and not (byte)'\t' or 127) return false;
        }

        name = Encoding.ASCII.GetString(line[..colon]);
        value = Encoding.Latin1.GetString(text);
        return IsAllowed(name);
    }

    public static bool IsAllowed(string name) => !HeaderRules.IsHopByHop(name) && !IsDecisive(name);

    private static bool IsDecisive(string name) => name.ToLowerInvariant() is
        "content-length" or "host" or "content-encoding" or "content-type" or "content-range" or "set-cookie" or "authorization"
        or "cache-control" or "expect" or "max-forwards" or "range" or "cookie" or "location";
}
