using System.Buffers;
using Hub.Proxy.Upstream;

namespace Hub.Proxy.Forwarding;

/// <summary>The line before a chunk: its size in hexadecimal digits, and extensions that nobody uses.</summary>
internal static class ChunkLine
{
    private const int Longest = 1024;

    private static readonly SearchValues<byte> _digits = SearchValues.Create("0123456789abcdefABCDEF"u8);
    private static readonly SearchValues<byte> _lineEnds = SearchValues.Create("\r\n"u8);

    private static uint Value(byte digit) => digit <= (byte)'9' ? digit - (uint)'0' : (digit | 0x20u) - 'a' + 10;

    /// <summary>Reads the line if it is complete; throws if it can only be wrong.</summary>
    public static bool TryRead(ReadOnlySpan<byte> buffer, out long size, out int consumed)
    {
        size = 0;
        consumed = 0;
        var end = buffer.IndexOfAny(_lineEnds);
        if (end < 0 || end + 1 == buffer.Length)
        {
            if (buffer.Length > Longest) throw new UpstreamFailure("malformed chunk size");
            return false;
        }

        var line = buffer[..end];
        var digits = line.IndexOfAnyExcept(_digits);
        if (digits < 0) digits = line.Length;
        if (!buffer[end..].StartsWith("\r\n"u8) || digits is 0 or > 15 || (digits < line.Length && line[digits] is not ((byte)';' or (byte)' ' or (byte)'\t')))
            throw new UpstreamFailure("malformed chunk size");
        foreach (var digit in line[..digits]) size = (size << 4) | Value(digit);
        consumed = end + 2;
        return true;
    }
}
