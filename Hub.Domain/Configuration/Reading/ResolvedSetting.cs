using System.Text.Json;
using Hub.Domain.Configuration.Sources;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration.Reading;

/// <summary>A setting whose class and trait are known.</summary>
/// <param name="Setting">As it was written.</param>
/// <param name="Trait">The trait it sets.</param>
/// <param name="ClassName">The class it is set for: the trait's own or one that inherits it.</param>
/// <param name="Json">The value.</param>
/// <param name="Rank">The place of its source among the sources; higher wins.</param>
/// <param name="IsRenamed">Whether it was written under an old name.</param>
internal sealed record ResolvedSetting(Setting Setting, TraitDefinition Trait, string ClassName, JsonElement Json, int Rank, bool IsRenamed)
{
    /// <summary>Class and trait as written.</summary>
    public string Written => $"{Setting.ClassName}.{Setting.TraitName}";
}
