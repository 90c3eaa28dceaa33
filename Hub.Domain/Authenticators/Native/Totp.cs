using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Domain.Authenticators.Native;

/// <summary>One-time passwords that change every half minute (RFC 6238, with SHA-1 and six digits, as every app knows them).</summary>
public static class Totp
{
    public const int SecretLength = 20;

    private const int Digits = 6;
    private const int Seconds = 30;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretLength);

    /// <summary>The half minute whose password this is, of the present one and its neighbours; null when it is of none.</summary>
    public static long? StepOf(byte[] secret, string? typed, DateTimeOffset now)
    {
        var code = new string([.. (typed ?? "").Where(c => c != ' ').Take(Digits + 1)]);
        if (code.Length != Digits)
            return null;
        var present = now.ToUnixTimeSeconds() / Seconds;
        long? found = null;
        for (var step = present - 1; step <= present + 1; step++)
        {
            if (SecretText.Same(code, Code(secret, step)))
                found = step;
        }

        return found;
    }

    public static string Code(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var hash = HMACSHA1.HashData(secret, counter);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xf)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6");
    }

    /// <summary>The secret as it is typed into an app.</summary>
    public static string Shown(byte[] secret)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var one in secret)
        {
            (buffer, bits) = ((buffer << 8) | one, bits + 8);
            for (; bits >= 5; bits -= 5)
                text.Append(Alphabet[(buffer >> (bits - 5)) & 31]);
            buffer &= 31;
        }

        return bits == 0 ? text.ToString() : text.Append(Alphabet[(buffer << (5 - bits)) & 31]).ToString();
    }

    /// <summary>The secret as an address that opens an app.</summary>
    public static string Link(byte[] secret, string name) =>
        $"otpauth://totp/JupyterHub:{Uri.EscapeDataString(name)}?secret={Shown(secret)}&issuer=JupyterHub";
}
