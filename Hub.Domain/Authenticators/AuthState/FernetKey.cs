using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Domain.Authenticators.AuthState;

/// <summary>Encrypts and signs as Fernet does, which JupyterHub uses, so that what one wrote the other can read.</summary>
public sealed class FernetKey
{
    private const byte Version = 0x80;
    private const int HeaderLength = 1 + 8 + 16;
    private const int MacLength = 32;

    private readonly byte[] signing;
    private readonly byte[] encryption;

    /// <param name="key">32 bytes: the first half signs, the second encrypts.</param>
    public FernetKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != 32)
            throw new ArgumentException($"A key has 32 bytes, and this one {key.Length}");
        (signing, encryption) = (key[..16].ToArray(), key[16..].ToArray());
    }

    /// <summary>Reads a key in one of the forms <c>CryptKeeper.keys</c> takes.</summary>
    /// <exception cref="ArgumentException">It has none of these forms.</exception>
    public static FernetKey Parse(string text)
    {
        if (text.Length == 64 && text.All(char.IsAsciiHexDigit))
            return new FernetKey(Convert.FromHexString(text));
        if (text.Length == 44 && Base64Url.IsValid(text))
            return new FernetKey(Base64Url.DecodeFromChars(text));
        if (Encoding.UTF8.GetByteCount(text) == 32)
            return new FernetKey(Encoding.UTF8.GetBytes(text));
        throw new ArgumentException(
            $"A key of CryptKeeper.keys has {text.Length} characters; allowed are 64 hexadecimal digits, 44 characters of base64url, or 32 bytes of text");
    }

    /// <summary>Whether it has one of these forms.</summary>
    public static bool IsKey(string text)
    {
        try
        {
            return Parse(text) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public string Encrypt(ReadOnlySpan<byte> plain, DateTimeOffset now)
    {
        using var aes = Aes.Create();
        aes.Key = encryption;
        var iv = RandomNumberGenerator.GetBytes(16);
        var cipher = aes.EncryptCbc(plain, iv);
        var token = new byte[HeaderLength + cipher.Length + MacLength];
        token[0] = Version;
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(1), now.ToUnixTimeSeconds());
        iv.CopyTo(token, 9);
        cipher.CopyTo(token, HeaderLength);
        HMACSHA256.HashData(signing, token.AsSpan(..^MacLength), token.AsSpan(^MacLength..));
        return Padded(Base64Url.EncodeToString(token));
    }

    /// <returns>Null when it was not encrypted with this key, or was changed, or is older than allowed.</returns>
    public byte[]? Decrypt(string text, DateTimeOffset? notBefore = null)
    {
        if (!Base64Url.IsValid(text))
            return null;
        var token = Base64Url.DecodeFromChars(text);
        if (token.Length < HeaderLength + 16 + MacLength || (token.Length - HeaderLength - MacLength) % 16 != 0 || token[0] != Version)
            return null;
        // Nothing is decrypted before the signature is known to be right.
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(signing, token.AsSpan(..^MacLength)), token.AsSpan(^MacLength..)))
            return null;
        if (notBefore is { } limit && System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(token.AsSpan(1)) < limit.ToUnixTimeSeconds())
            return null;
        using var aes = Aes.Create();
        aes.Key = encryption;
        return aes.DecryptCbc(token.AsSpan(HeaderLength..^MacLength), token.AsSpan(9, 16));
    }

    private static string Padded(string text) => text.PadRight((text.Length + 3) / 4 * 4, '=');
}
