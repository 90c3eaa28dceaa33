namespace Hub.Domain.Configuration.Traits;

/// <summary>A list of strings that may also be written as one string: a program without arguments.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CommandAttribute : Attribute
{
    public bool MayBeEmpty { get; init; }
}
