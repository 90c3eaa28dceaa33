using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Domain.Configuration.Sources;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration.Reading;

/// <summary>Finds the trait each setting is about, and deals with those that set nothing: unknown, unsupported, Python-only.</summary>
internal sealed class SettingResolver(Findings findings)
{
    /// <summary>The settings of supported traits, in rising priority.</summary>
    public List<ResolvedSetting> Resolve(IReadOnlyList<IConfigurationSource> sources)
    {
        var resolved = new List<ResolvedSetting>();
        var unknownClasses = new HashSet<(string Class, string Origin)>();
        for (var rank = 0; rank < sources.Count; rank++)
        {
            foreach (var setting in sources[rank].Settings)
            {
                if (TraitClasses.Find(setting.ClassName) is null)
                    RefuseClass(setting, unknownClasses);
                else if (Resolve(setting, rank) is { } known && IsOurs(known))
                    resolved.Add(known);
            }
        }

        return resolved;
    }

    private ResolvedSetting? Resolve(Setting setting, int rank)
    {
        var successor = RenamedTraits.SuccessorOf(setting.ClassName, setting.TraitName);
        var (className, traitName) = successor ?? (setting.ClassName, setting.TraitName);
        if (TraitCatalogue.Find(className, traitName) is not { } trait)
        {
            RefuseTrait(setting);
            return null;
        }

        var json = setting.Json ?? FromTexts(trait, setting);
        var resolved = new ResolvedSetting(setting, trait, className, json, rank, successor is not null);
        if (successor is not null && !RenamedTraits.IsSynonym(setting.ClassName))
            findings.Warn(resolved, "is deprecated", $"{className}.{traitName}");
        return resolved;
    }

    private static JsonElement FromTexts(TraitDefinition trait, Setting setting) =>
        trait is { Properties: [{ Key: null } property] } ? property.Type.FromTexts(setting.Texts) : trait.Type.FromTexts(setting.Texts);

    private bool IsOurs(ResolvedSetting setting)
    {
        var trait = setting.Trait;
        if (trait.Status == TraitStatus.Supported)
            return true;
        var reading = new TraitReading { IsSecret = trait.IsSecret };
        if (setting.Json.ValueKind != JsonValueKind.Null && trait.Type.Read(setting.Json, "", reading) is null)
            reading.Problems.ForEach(problem => findings.Refuse(setting, problem));
        else if (IsDefault(setting))
            return false;
        else if (trait.Status == TraitStatus.KnownNotSupportedYet)
            findings.Warn(setting, "is not supported and has no effect", trait.Instead);
        else if (trait.Status == TraitStatus.MissingProtection)
            findings.Refuse(setting, "is a protection that this hub does not have", trait.Instead);
        else
            findings.Refuse(setting, "takes a Python function or object, which JSON cannot express", trait.Instead);

        return false;
    }

    private static bool IsDefault(ResolvedSetting setting) => setting.Json.ValueKind == JsonValueKind.Null
        || JsonNode.DeepEquals(JsonText.ToNode(setting.Json), setting.Trait.DefaultValue);

    private void RefuseClass(Setting setting, HashSet<(string, string)> seen)
    {
        // Nothing of the value is shown: a mistyped class may hold passwords.
        if (seen.Add((setting.ClassName, setting.Origin)))
        {
            findings.Mistakes.Add(new ConfigurationMistake($"{setting.ClassName}.{setting.TraitName}", null, setting.Origin,
                "there is no such class", "the classes " + string.Join(", ", TraitClasses.All.Select(info => info.Name)),
                NearMiss.Find(setting.ClassName, TraitClasses.All.Select(info => info.Name)) is { } near ? $"{near}.{setting.TraitName}" : null));
        }
    }

    private void RefuseTrait(Setting setting)
    {
        var suggestion = TraitCatalogue.Suggest(setting.ClassName, setting.TraitName);
        var isSecret = SecretText.IsSecretName(setting.TraitName)
            || (suggestion is not null && TraitCatalogue.Find(suggestion.Split('.')[0], suggestion.Split('.')[1]) is { IsSecret: true });
        findings.Mistakes.Add(new ConfigurationMistake($"{setting.ClassName}.{setting.TraitName}", isSecret ? SecretText.Hidden : Shown(setting),
            setting.Origin, "there is no such trait", $"the traits of {setting.ClassName}, which show-config lists", suggestion));
    }

    // Of an unknown trait only simple values are shown: what is inside others may be a secret by any name.
    private static string? Shown(Setting setting) => setting.Json is { ValueKind: JsonValueKind.Object or JsonValueKind.Array }
        ? null
        : JsonText.ShownShort(setting.Json ?? JsonText.String(setting.Texts[^1]));
}
