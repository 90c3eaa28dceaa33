using System.Security.Cryptography;
using System.Text;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>Home folders made from user names: one for each name, each below the folder of the template.</summary>
public static class HomeFolder
{
    private const int LongestName = 128;

    public static string Of(string template, string userName) =>
        NameTemplate.Fill(template, new Dictionary<string, string> { ["username"] = Encode(userName) });

    /// <summary>The name itself where it is a harmless one. Different names give different ones, whatever is in them.</summary>
    public static string Encode(string name)
    {
        var encoded = ServerUrls.Escape(name);
        // Escaped names have two hex digits after each percent sign, so the other two forms can be no name's escaped form.
        if (encoded.Length is 0 or > LongestName)
            return $"{encoded[..Math.Min(encoded.Length, 32)]}%-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}";
        return encoded.All(letter => letter == '.') ? string.Concat(encoded.Select(_ => "%2E")) : encoded;
    }
}
