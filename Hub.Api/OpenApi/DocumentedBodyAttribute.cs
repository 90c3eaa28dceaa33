namespace Hub.Api.OpenApi;

/// <summary>Says what the body of a request looks like, for actions that read it by hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DocumentedBodyAttribute(Type type) : Attribute
{
    public Type Type { get; } = type;

    public string ContentType { get; init; } = "application/json";

    /// <summary>Whether a request without a body is refused.</summary>
    public bool IsRequired { get; init; }
}
