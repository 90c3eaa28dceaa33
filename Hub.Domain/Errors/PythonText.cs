using System.Globalization;
using System.Text;

namespace Hub.Domain.Errors;

/// <summary>Texts as JupyterHub's messages show them, which clients know; cut, since they come from outside.</summary>
public static class PythonText
{
    private const int Longest = 100;

    public static string Cut(string text) => text.Length <= Longest ? text : text[..Longest] + "...";

    /// <summary>As Python writes it.</summary>
    public static string Quoted(string text)
    {
        var shown = Cut(text);
        var quote = shown.Contains('\'') && !shown.Contains('"') ? '"' : '\'';
        var escaped = new StringBuilder().Append(quote);
        foreach (var c in shown)
        {
            _ = c switch
            {
                '\\' => escaped.Append(@"\\"),
                '\n' => escaped.Append(@"\n"),
                '\r' => escaped.Append(@"\r"),
                '\t' => escaped.Append(@"\t"),
                _ when c == quote => escaped.Append('\\').Append(c),
                _ when char.IsControl(c) => escaped.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => escaped.Append(c),
            };
        }

        return escaped.Append(quote).ToString();
    }
}
