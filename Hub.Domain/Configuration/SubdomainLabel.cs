using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Domain.Configuration;

/// <summary>Makes the part of a host name that stands for a user or a service, as JupyterHub makes it.</summary>
public static class SubdomainLabel
{
    private const int LongestLabel = 63;
    private const int LongestStub = 8;
    // JupyterHub's seven digits are found again within seconds: whoever can choose a name could come to somebody else's host.
    private const int HashDigits = 20;

    public static string OfUser(string name, SubdomainHook hook) => hook == SubdomainHook.Legacy ? Quoted(name) : Safe(name);

    /// <summary>Services of old share one host.</summary>
    public static string OfService(string name, SubdomainHook hook) => hook == SubdomainHook.Legacy ? "services" : $"{Safe(name)}--service";

    /// <summary>
    /// The name where it is a label already, else its form of international domain names, else some of its letters and a hash. Two names never
    /// get one label: what is made here always has <c>--</c> in it, and a name that has is hashed.
    /// </summary>
    private static string Safe(string name)
    {
        if (name.Contains("--", StringComparison.Ordinal))
            return Hashed(name);
        if (IsLabel(name))
            return name;
        return International(name) is { } label && IsLabel(label) ? label : Hashed(name);
    }

    private static bool IsLabel(string text) =>
        text.Length is > 0 and <= LongestLabel && text[0] != '-' && text[^1] != '-'
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && !text.All(char.IsAsciiDigit);

    /// <summary>Null for a name that standards on international names do not allow as it stands.</summary>
    private static string? International(string name)
    {
        if (name.All(char.IsAscii) || !IsStable(name) || !name.EnumerateRunes().All(IsAllowed))
            return null;
        try
        {
            var label = new IdnMapping().GetAscii(name);
            // What was mapped on the way could be another name's label.
            return new IdnMapping().GetUnicode(label) == name ? label : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsStable(string name)
    {
        try
        {
            return name.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Normalize(NormalizationForm.FormKC) == name;
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair.
            return false;
        }
    }

    private static bool IsAllowed(Rune rune) => rune.Value == '-' || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LowercaseLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark
        or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber;

    private static string Hashed(string name)
    {
        var stub = string.Concat(name.ToLowerInvariant().Where(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)).Take(LongestStub));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashDigits];
        // Never empty: two dashes as the third and fourth character are kept for international names.
        return $"u-{(stub.Length == 0 ? "x" : stub)}--{hash}";
    }

    private static string Quoted(string name)
    {
        var label = new StringBuilder();
        foreach (var c in Uri.EscapeDataString(name).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '.')
                label.Append(c);
            else if (c == '%')
                label.Append('_');
            else
                label.Append(CultureInfo.InvariantCulture, $"_{(int)c:x}");
        }

        return label.ToString();
    }
}

/// <summary>How names become parts of host names.</summary>
public enum SubdomainHook
{
    Idna,
    Legacy,
}
