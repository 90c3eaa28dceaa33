using System.Buffers;

namespace Hub.Proxy.Forwarding;

/// <summary>Characters of header fields, as text and as bytes.</summary>
internal static class FieldChars
{
    /// <summary>Those of a token (RFC 9110 section 5.6.2).</summary>
    public static SearchValues<char> Token { get; } =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <inheritdoc cref="Token"/>
    public static SearchValues<byte> TokenBytes { get; } =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    /// <summary>Control characters, which no value holds, but for the tab, which it may (RFC 9110 section 5.5).</summary>
    public static SearchValues<char> Controls { get; } = SearchValues.Create([.. ControlCodes().Select(code => (char)code)]);

    /// <inheritdoc cref="Controls"/>
    public static SearchValues<byte> ControlBytes { get; } = SearchValues.Create([.. ControlCodes().Select(code => (byte)code)]);

    private static IEnumerable<int> ControlCodes() => Enumerable.Range(0, 32).Where(code => code != '\t').Append(127);
}
