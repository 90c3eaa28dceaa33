using System.Text;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration.Verbs;

/// <summary>
/// What <c>generate-config</c> prints: a configuration in which every supported trait stands with its text and default, commented
/// out, so that it is valid as it is and becomes one's own by taking comment marks away.
/// </summary>
public static class GenerateConfigText
{
    private const int Width = 100;

    public static string Render(TraitDocumentation documentation)
    {
        var text = new StringBuilder();
        text.AppendLine("// Configuration of the hub. Every trait stands here with its default; remove the // before those you change.");
        text.AppendLine("// Comments and trailing commas are allowed.");
        text.AppendLine("{");
        foreach (var section in TraitCatalogue.All.Where(trait => trait.Status == TraitStatus.Supported).GroupBy(trait => trait.ClassName))
        {
            text.AppendLine($"  \"{section.Key}\": {{");
            foreach (var trait in section)
            {
                foreach (var line in Wrapped(documentation.Of(trait)))
                    text.AppendLine($"    // {line}");
                text.AppendLine($"    // \"{trait.Name}\": {trait.Default},").AppendLine();
            }

            text.Length -= Environment.NewLine.Length;
            text.AppendLine("  },");
        }

        return text.AppendLine("}").ToString();
    }

    private static IEnumerable<string> Wrapped(string text)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        if (line.Length > 0)
            yield return line.ToString();
    }
}
