using System.Security.Cryptography;
using System.Text;

namespace Hub.Domain.Servers;

/// <summary>
/// Makes a name that follows the rules out of any name of a server, as JupyterHub makes it; but a letter with an accent goes, where there its
/// letter stays: the hub is built without the tables of Unicode.
/// </summary>
public static class ServerSlug
{
    private const int Longest = 30;
    private const int HashDigits = 8;

    /// <summary>As much of the name as the rules allow; names that differ can come to the same.</summary>
    public static string Of(string name) => Of(name, Longest);

    /// <summary>The same with a hash of the whole name behind it, which tells names apart.</summary>
    public static string Distinct(string name) =>
        $"{Of(name, Longest - HashDigits - 1)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashDigits]}";

    private static string Of(string name, int longest)
    {
        var slug = new StringBuilder();
        foreach (var c in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
                slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        var text = Cut(slug.ToString(), longest);
        if (text.Length > 0 && !char.IsAsciiLetterLower(text[0]))
            text = "x-" + Cut(text, longest - 2);
        text = text.TrimEnd('-');
        return text.Length == 0 ? "x" : text;
    }

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..longest];
}
