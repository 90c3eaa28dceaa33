namespace Hub.Domain.Configuration.Traits;

/// <summary>Marks a key that an entry cannot do without.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MandatoryAttribute : Attribute;
