using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Hub.Api.Wire.Paths;

/// <summary>Turns one segment of a raw path into the name it stands for, and back.</summary>
public static class PathName
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~@");

    /// <summary>
    /// Decodes once. False when the escapes are broken, are not UTF-8, or hide a NUL, which no name can have.
    /// </summary>
    public static bool TryDecode(string segment, [NotNullWhen(true)] out string? name)
    {
        name = segment;
        if (!segment.Contains('%', StringComparison.Ordinal))
            return true;

        name = null;
        var size = Encoding.UTF8.GetMaxByteCount(segment.Length);
        var rented = size > 512 ? ArrayPool<byte>.Shared.Rent(size) : null;
        var bytes = rented ?? stackalloc byte[512];
        var length = Unescape(segment, bytes);
        if (length >= 0 && !bytes[..length].Contains((byte)0) && Utf8.IsValid(bytes[..length]))
            name = Encoding.UTF8.GetString(bytes[..length]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return name is not null;
    }

    /// <summary>Encodes as JupyterHub does in the URLs it gives out: UTF-8, with <c>@</c> and <c>~</c> kept.</summary>
    public static string Encode(string name)
    {
        if (!name.AsSpan().ContainsAnyExcept(Plain))
            return name;
        var text = new StringBuilder(name.Length + 16);
        foreach (var one in Encoding.UTF8.GetBytes(name))
        {
            if (Plain.Contains((char)one))
                text.Append((char)one);
            else
                text.Append('%').Append(one.ToString("X2"));
        }

        return text.ToString();
    }

    private static int Unescape(ReadOnlySpan<char> segment, Span<byte> bytes)
    {
        var written = 0;
        while (!segment.IsEmpty)
        {
            var escape = segment.IndexOf('%');
            var plain = escape < 0 ? segment : segment[..escape];
            written += Encoding.UTF8.GetBytes(plain, bytes[written..]);
            if (escape < 0)
                break;
            if (escape + 2 >= segment.Length || !char.IsAsciiHexDigit(segment[escape + 1]) || !char.IsAsciiHexDigit(segment[escape + 2]))
                return -1;
            bytes[written++] = byte.Parse(segment.Slice(escape + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            segment = segment[(escape + 3)..];
        }

        return written;
    }
}
