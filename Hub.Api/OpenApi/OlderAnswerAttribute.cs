namespace Hub.Api.OpenApi;

/// <summary>
/// Says what an operation answers where an older client asks another thing of the same path. Generated clients are of today and see
/// one answer; the document holds the other as <c>x-older-answer</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OlderAnswerAttribute(Type type) : Attribute
{
    public const string Extension = "x-older-answer";

    public Type Type { get; } = type;
}
