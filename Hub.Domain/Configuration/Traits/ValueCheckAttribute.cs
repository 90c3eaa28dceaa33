namespace Hub.Domain.Configuration.Traits;

/// <summary>A rule about one value that goes beyond its type.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class ValueCheckAttribute : Attribute
{
    /// <summary>What is allowed, to be read after "allowed:".</summary>
    public abstract string Allowed { get; }

    /// <summary>What is wrong with the value, in words that do not repeat it; null when nothing is.</summary>
    public abstract string? Problem(object value);
}
