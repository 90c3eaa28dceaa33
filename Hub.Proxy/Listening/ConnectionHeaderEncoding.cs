using System.Text;

namespace Hub.Proxy.Listening;

/// <summary>
/// Reads a <c>Connection</c> header so that Kestrel keeps all of it. Kestrel puts a constant in place of a value in which
/// it knows exactly one word, and the names of headers that end at this hop would be lost. So where there are such names,
/// the value is spelled with none or two of the words it knows, in a way that means the same.
/// </summary>
internal sealed class ConnectionHeaderEncoding : Encoding
{
    public static ConnectionHeaderEncoding Instance { get; } = new();

    public override int GetCharCount(byte[] bytes, int index, int count) => Spell(Latin1.GetString(bytes, index, count)).Length;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var text = Spell(Latin1.GetString(bytes, byteIndex, byteCount));
        text.CopyTo(chars.AsSpan(charIndex));
        return text.Length;
    }

    public override int GetByteCount(char[] chars, int index, int count) => Latin1.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => charCount;

    // "close" or "upgrade" alone gets "keep-alive" beside it, which neither heeds.
    public override int GetMaxCharCount(int byteCount) => byteCount + 16;

    internal static string Spell(string value)
    {
        if (!value.Contains(',')) return value;
        var words = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var names = words.Where(w => w.ToLowerInvariant() is not ("keep-alive" or "close" or "upgrade")).ToList();
        if (names.Count == 0) return value;
        var known = new[] { "close", "upgrade" }.Where(k => words.Contains(k, StringComparer.OrdinalIgnoreCase)).ToList();
        // An offer of HTTP/2 is not taken up. Without the word Kestrel lets such a request have a body, as it may.
        if (names.Contains("HTTP2-Settings", StringComparer.OrdinalIgnoreCase)) known.Remove("upgrade");
        if (known.Count == 1) known.Add("keep-alive");
        return string.Join(", ", known.Concat(names));
    }
}
