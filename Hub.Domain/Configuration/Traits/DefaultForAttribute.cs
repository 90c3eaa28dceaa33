namespace Hub.Domain.Configuration.Traits;

/// <summary>Another default, as JSON, for those who chose a class that is or descends from the one named.</summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class DefaultForAttribute(string className, string json) : Attribute
{
    public string ClassName { get; } = className;

    public string Json { get; } = json;
}
