namespace Hub.Api.OpenApi;

/// <summary>A key that is left out for callers who may not see it; on models that write themselves, where nothing else says so.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LeftOutAttribute : Attribute;
