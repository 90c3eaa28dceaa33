using System.Buffers;
using System.Text;

namespace Hub.Proxy.Routes;

/// <summary>Decoding of percent-escapes as the route tables of JupyterHub's proxies do it: once, as UTF-8, strictly.</summary>
internal static class RoutePath
{
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A leading slash, no trailing one.</summary>
    public static string Clean(string path) => "/" + path.Trim('/');

    /// <summary>Decodes into <paramref name="decoded"/>, or says that the escapes are malformed.</summary>
    public static bool TryDecode(ReadOnlySpan<char> path, out string decoded)
    {
        decoded = "";
        if (!path.Contains('%'))
        {
            decoded = path.ToString();
            return true;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(path.Length));
        try
        {
            if (!TryUnescape(path, bytes, out var length)) return false;
            decoded = _strict.GetString(bytes, 0, length);
            return true;
        }
        catch (DecoderFallbackException)
        {
            // Escapes that are no UTF-8 are as malformed as those that are no hexadecimal digits.
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static bool TryUnescape(ReadOnlySpan<char> path, Span<byte> bytes, out int length)
    {
        length = 0;
        while (!path.IsEmpty)
        {
            var plain = path.IndexOf('%');
            var run = plain < 0 ? path : path[..plain];
            length += Encoding.UTF8.GetBytes(run, bytes[length..]);
            path = path[run.Length..];
            if (path.IsEmpty) break;
            if (path.Length < 3 || !char.IsAsciiHexDigit(path[1]) || !char.IsAsciiHexDigit(path[2])) return false;
            bytes[length++] = (byte)((HexValue(path[1]) << 4) | HexValue(path[2]));
            path = path[3..];
        }

        return true;
    }

    private static int HexValue(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
