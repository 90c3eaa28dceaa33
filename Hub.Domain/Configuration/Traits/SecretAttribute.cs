namespace Hub.Domain.Configuration.Traits;

/// <summary>Marks a value that no message, log line or listing may show.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
