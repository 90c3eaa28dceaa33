namespace Hub.Domain.Configuration.Traits;

/// <summary>Says which JupyterHub class the traits of an option class, or one property of it, belong to.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class TraitClassAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
