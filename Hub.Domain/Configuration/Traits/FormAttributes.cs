namespace Hub.Domain.Configuration.Traits;

/// <summary>A list of strings that may also be written as one string: a program without arguments.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CommandAttribute : Attribute
{
    public bool MayBeEmpty { get; init; }
}

/// <summary>A number of bytes that may also be written with one of the suffixes K, M, G, T (powers of 1024).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ByteSpecificationAttribute : Attribute;

/// <summary>A path that always begins and ends with a slash, added where they are missing.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UrlPrefixAttribute : Attribute;

/// <summary>A duration whose seconds may have a fraction.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FractionalAttribute : Attribute;

/// <summary>A class chosen by name: an alias, a class name or a Python path of one of a family.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PluggableAttribute(string family) : Attribute
{
    /// <summary>The class all the choices descend from, such as <c>Spawner</c>.</summary>
    public string Family { get; } = family;
}

/// <summary>The word an enumeration member goes by, where it is not its name in kebab-case.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class WordAttribute(params string[] words) : Attribute
{
    /// <summary>The accepted words; the first is the one we write.</summary>
    public IReadOnlyList<string> Words { get; } = words;
}
