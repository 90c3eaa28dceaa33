using System.Text;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration.Verbs;

/// <summary>The tables of traits in the manual, so that they say what the catalogue says.</summary>
public static class TraitTables
{
    public static string Render(TraitDocumentation documentation)
    {
        var text = new StringBuilder();
        text.Append("### Supported\n\n");
        foreach (var section in Sections(TraitStatus.Supported))
        {
            text.Append($"#### {section.Key}\n\n| trait | type | default | meaning |\n|---|---|---|---|\n");
            foreach (var trait in section)
                text.Append($"| `{trait.Name}` | {trait.TypeName} | `{trait.Default}` | {Cell(documentation.Of(trait))} |\n");
            text.Append('\n');
        }

        text.Append("### Known, but not supported\n\nSetting one of these to anything but its default is a warning and has no effect.\n\n");
        text.Append("| class | traits |\n|---|---|\n");
        foreach (var section in Sections(TraitStatus.KnownNotSupportedYet))
            text.Append($"| {section.Key} | {string.Join(", ", section.Select(Named))} |\n");
        text.Append("\n### Protections that are not there\n\n");
        text.Append("Setting one of these to anything but its default is a mistake: without it the hub would only look as safe as it was meant to be.\n\n");
        text.Append("| trait | instead |\n|---|---|\n");
        foreach (var trait in Sections(TraitStatus.MissingProtection).SelectMany(section => section))
            text.Append($"| `{trait.FullName}` | {trait.Instead} |\n");
        text.Append("\n### Python only\n\nThese take Python functions or objects, which JSON cannot express; setting one is a mistake.\n\n");
        text.Append("| trait | instead |\n|---|---|\n");
        foreach (var trait in Sections(TraitStatus.PythonOnly).SelectMany(section => section))
            text.Append($"| `{trait.FullName}` | {trait.Instead ?? "nothing yet"} |\n");
        return text.ToString();
    }

    private static IEnumerable<IGrouping<string, TraitDefinition>> Sections(TraitStatus status) =>
        TraitCatalogue.All.Where(trait => trait.Status == status).GroupBy(trait => trait.ClassName);

    private static string Named(TraitDefinition trait) => $"`{trait.Name}`" + (trait.Instead is null ? "" : $" (instead: {trait.Instead})");

    private static string Cell(string text) => text.Replace("|", "\\|");
}
