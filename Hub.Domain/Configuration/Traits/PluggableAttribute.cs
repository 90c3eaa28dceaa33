namespace Hub.Domain.Configuration.Traits;

/// <summary>A class chosen by name: an alias, a class name or a Python path of one of a family.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PluggableAttribute(string family) : Attribute
{
    /// <summary>The class all the choices descend from, such as <c>Spawner</c>.</summary>
    public string Family { get; } = family;
}
