namespace Hub.Api.OpenApi;

/// <summary>Says what a key of a request holds, where it is read by hand so that the mistakes in it can be named.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DocumentedAsAttribute(Type type) : Attribute
{
    public Type Type { get; } = type;
}
