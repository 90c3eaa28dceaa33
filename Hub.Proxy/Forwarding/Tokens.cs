using System.Buffers;

namespace Hub.Proxy.Forwarding;

/// <summary>The characters of a token (RFC 9110 section 5.6.2), as text and as bytes.</summary>
internal static class Tokens
{
    public static SearchValues<char> Chars { get; } =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public static SearchValues<byte> Bytes { get; } =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);
}
