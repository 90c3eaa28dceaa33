namespace Hub.Domain.Configuration.Traits;

/// <summary>A path that always begins and ends with a slash, added where they are missing.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UrlPrefixAttribute : Attribute;
