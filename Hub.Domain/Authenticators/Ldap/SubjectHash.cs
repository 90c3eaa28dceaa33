using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Hub.Domain.Authenticators.Ldap;

/// <summary>The name OpenSSL looks for a certificate under in a folder: a hash of its subject in one common form.</summary>
public static partial class SubjectHash
{
    private static readonly UniversalTagNumber[] s_texts =
    [
        UniversalTagNumber.UTF8String, UniversalTagNumber.PrintableString, UniversalTagNumber.IA5String, UniversalTagNumber.BMPString,
        UniversalTagNumber.T61String, UniversalTagNumber.VisibleString,
    ];

    /// <param name="subject">The subject as it stands in the certificate.</param>
    public static string Of(byte[] subject)
    {
        var whole = new List<byte>();
        var parts = new AsnReader(subject, AsnEncodingRules.BER).ReadSequence();
        while (parts.HasData)
            whole.AddRange(Part(parts.ReadSetOf()));
        return BinaryPrimitives.ReadUInt32LittleEndian(SHA1.HashData([.. whole])).ToString("x8");
    }

    private static byte[] Part(AsnReader values)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            while (values.HasData)
            {
                var value = values.ReadSequence();
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(value.ReadObjectIdentifier());
                    Value(value, writer);
                }
            }
        }

        return writer.Encode();
    }

    private static void Value(AsnReader value, AsnWriter writer)
    {
        var tag = value.PeekTag();
        if (tag.TagClass == TagClass.Universal && s_texts.Contains((UniversalTagNumber)tag.TagValue))
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, Plain(value.ReadCharacterString((UniversalTagNumber)tag.TagValue)));
        else
            writer.WriteEncodedValue(value.ReadEncodedValue().Span);
    }

    /// <summary>No blanks around, one blank between, and small letters as far as ASCII goes.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(Blanks().Replace(text, " ").Trim(' '));
        for (var i = 0; i < plain.Length; i++)
        {
            if (char.IsAsciiLetterUpper(plain[i]))
                plain[i] = char.ToLowerInvariant(plain[i]);
        }

        return plain.ToString();
    }

    [GeneratedRegex("[ \t\n\v\f\r]+")]
    private static partial Regex Blanks();
}
