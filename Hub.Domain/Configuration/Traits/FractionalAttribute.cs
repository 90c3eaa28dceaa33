namespace Hub.Domain.Configuration.Traits;

/// <summary>A duration whose seconds may have a fraction.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FractionalAttribute : Attribute;
