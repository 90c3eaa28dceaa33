using System.Text.Json;

namespace Hub.Domain.Configuration.Sources;

/// <summary>One trait set in one place: as JSON in a file, as text in the environment and on the command line.</summary>
/// <param name="ClassName">The class as written.</param>
/// <param name="TraitName">The trait as written.</param>
/// <param name="Origin">Where, as "jupyterhub_config.json line 3".</param>
/// <param name="Json">The value where the source is JSON.</param>
/// <param name="Texts">The value where the source is text; several where the flag was repeated.</param>
public sealed record Setting(string ClassName, string TraitName, string Origin, JsonElement? Json, IReadOnlyList<string> Texts)
{
    public static Setting FromJson(string className, string traitName, string origin, JsonElement value) =>
        new(className, traitName, origin, value, []);

    public static Setting FromText(string className, string traitName, string origin, params string[] texts) =>
        new(className, traitName, origin, null, texts);
}
