using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration.Verbs;

/// <summary>What the option properties' own comments say of each trait, from the documentation file the compiler puts beside the assembly.</summary>
public sealed partial class TraitDocumentation
{
    private readonly Dictionary<string, string> _texts;

    private TraitDocumentation(Dictionary<string, string> texts) => _texts = texts;

    /// <summary>Reads the file beside the assembly.</summary>
    /// <exception cref="FileNotFoundException">The file was not shipped.</exception>
    public static TraitDocumentation Load() => Parse(XDocument.Load(Path.ChangeExtension(typeof(TraitDocumentation).Assembly.Location, ".xml")));

    /// <summary>The text of a trait, or nothing for one that is not supported.</summary>
    public string Of(TraitDefinition trait) => string.Join(" ", trait.Properties.Select(property =>
        (property.Key is null ? "" : $"`{property.Key}`: ") + TextOf(property.Property)));

    private string TextOf(PropertyInfo property) => _texts.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}", "");

    private static TraitDocumentation Parse(XDocument file) => new(file.Descendants("member")
        .Where(member => member.Attribute("name")!.Value.StartsWith("P:", StringComparison.Ordinal))
        .ToDictionary(member => member.Attribute("name")!.Value, member => Plain(member.Element("summary"))));

    private static string Plain(XElement? summary) => Whitespace().Replace(
        string.Concat(summary?.Nodes().Select(node => node is XElement code ? $"`{code.Value}`" : ((XText)node).Value) ?? []), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
