using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration.Reading;

/// <summary>The classes somebody chose: of each family, the one whose traits, and whose parents' traits, count.</summary>
internal sealed class ChosenClasses
{
    private readonly Dictionary<string, string> _byFamily = [];

    public ChosenClasses(IReadOnlyList<ResolvedSetting> settings)
    {
        foreach (var property in TraitCatalogue.All.SelectMany(trait => trait.Properties).Where(property => property.Family is not null))
        {
            var target = Activator.CreateInstance(property.Property.DeclaringType!)!;
            var chosen = settings.LastOrDefault(setting => setting.Trait.Properties.Contains(property));
            // A wrong choice is reported where all values are checked; until then the default stands in.
            if (chosen is not null)
                property.ReadInto(target, chosen.Json, "", new TraitReading());
            _byFamily[property.Family!] = TraitClasses.Choose(property.Family!, (string)property.Property.GetValue(target)!)!.Name;
        }
    }

    /// <summary>The class of whose parents <paramref name="className"/> may be one.</summary>
    public string For(string className)
    {
        var family = TraitClasses.FamilyOf(className);
        return _byFamily.GetValueOrDefault(family, family);
    }

    /// <summary>How far a class is above the chosen one of its family; -1 when it is none of its parents.</summary>
    public int Distance(string className) => TraitClasses.Lineage(For(className)).Select(info => info.Name).ToList().IndexOf(className);
}
