namespace Hub.Domain.Configuration.Traits;

/// <summary>Marks a record that is written as a JSON object inside a trait, each of its keys checked.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ConfigurationEntryAttribute : Attribute
{
    /// <summary>The property a plain JSON list stands for, where an older form of the entry was just that list.</summary>
    public string? ListForm { get; init; }
}
