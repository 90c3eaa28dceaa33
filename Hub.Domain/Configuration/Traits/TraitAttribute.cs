namespace Hub.Domain.Configuration.Traits;

/// <summary>Binds a property to a trait, or to one key of a dictionary trait, whose name is not simply its own in snake_case.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TraitAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>The key inside the dictionary trait, such as <c>slow_spawn_timeout</c> of <c>tornado_settings</c>.</summary>
    public string? Key { get; init; }
}
