namespace Hub.Domain.Configuration.Traits;

/// <summary>One of a few words.</summary>
public sealed class OneOfAttribute(params string[] words) : ValueCheckAttribute
{
    public override string Allowed => "one of " + string.Join(", ", words.Select(word => $"\"{word}\""));

    public override string? Problem(object value) => words.Contains((string)value) ? null : "is none of these";
}
