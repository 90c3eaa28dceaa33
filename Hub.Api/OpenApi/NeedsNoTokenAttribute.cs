namespace Hub.Api.OpenApi;

/// <summary>Marks an operation that answers whoever asks; all others need credentials.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsNoTokenAttribute : Attribute;
