namespace Hub.Domain.Configuration.Traits;

/// <summary>The word an enumeration member goes by, where it is not its name in kebab-case.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class WordAttribute(params string[] words) : Attribute
{
    /// <summary>The accepted words; the first is the one we write.</summary>
    public IReadOnlyList<string> Words { get; } = words;
}
