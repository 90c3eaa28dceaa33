using System.Text;
using System.Text.RegularExpressions;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Authenticators.Ldap;

/// <summary>Puts values into filters and distinguished names so that they stay values, whatever is in them.</summary>
public static partial class LdapText
{
    /// <summary>Replaces every <c>{name}</c> by its value, all at once, so that no value is ever searched for names.</summary>
    public static string Fill(string template, params (string Name, string Value)[] values) => Place().Replace(
        template, match => values.FirstOrDefault(value => value.Name == match.Groups[1].Value).Value ?? match.Value);

    /// <summary>A value for a filter (RFC 4515): whatever is not a plain letter or digit becomes the bytes it is made of.</summary>
    public static string InFilter(string value) => Escaped(value, one => $"\\{one:x2}");

    /// <summary>A value for a distinguished name (RFC 4514).</summary>
    public static string InName(string value) => Escaped(value, one => $"\\{one:X2}");

    internal static IEnumerable<OptionProblem> Unknown(string property, string template, params string[] known) =>
        from Match place in Place().Matches(template)
        let name = place.Groups[1].Value
        where !known.Contains(name)
        select new OptionProblem(property, $"holds {{{name}}}, for which there is no value", string.Join(" and ", known.Select(one => $"{{{one}}}")));

    private static string Escaped(string value, Func<byte, string> escape)
    {
        var text = new StringBuilder(value.Length);
        foreach (var one in Encoding.UTF8.GetBytes(value))
            text.Append(char.IsAsciiLetterOrDigit((char)one) || one is (byte)'.' or (byte)'_' or (byte)'-' or (byte)'@' ? ((char)one).ToString() : escape(one));
        return text.ToString();
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Place();
}
