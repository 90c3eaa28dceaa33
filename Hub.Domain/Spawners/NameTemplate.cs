using System.Text;

namespace Hub.Domain.Spawners;

/// <summary>Templates with names in braces, such as <c>/home/{username}</c>; doubled braces stand for themselves.</summary>
public static class NameTemplate
{
    /// <summary>Fills in values once: braces inside a value stay as they are.</summary>
    /// <exception cref="FormatException">A brace is left open, or a name is none of the given ones.</exception>
    public static string Fill(string template, IReadOnlyDictionary<string, string> values)
    {
        var text = new StringBuilder();
        for (var at = 0; at < template.Length; at++)
        {
            var letter = template[at];
            if (letter is not ('{' or '}'))
            {
                text.Append(letter);
                continue;
            }
            if (at + 1 < template.Length && template[at + 1] == letter)
            {
                text.Append(letter);
                at++;
                continue;
            }
            var end = letter == '{' ? template.IndexOf('}', at) : -1;
            if (end < 0)
                throw new FormatException($"The template {template} has a brace without its partner at position {at}.");
            text.Append(ValueOf(template[(at + 1)..end], template, values));
            at = end;
        }
        return text.ToString();
    }

    private static string ValueOf(string name, string template, IReadOnlyDictionary<string, string> values) =>
        values.TryGetValue(name, out var value)
            ? value
            : throw new FormatException(
                $"The template {template} asks for {{{name}}}; known are {string.Join(", ", values.Keys.Select(key => $"{{{key}}}"))}.");
}
