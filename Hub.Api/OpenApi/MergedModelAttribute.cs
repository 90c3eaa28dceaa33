namespace Hub.Api.OpenApi;

/// <summary>Documents an answer that is one of several models: it has the keys of all, of which each model leaves some out.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MergedModelAttribute(params Type[] models) : Attribute
{
    public IReadOnlyList<Type> Models { get; } = models;

    /// <summary>Whether an object without any key is an answer too.</summary>
    public bool OrEmpty { get; init; }
}
