namespace Hub.Domain.Configuration.Traits;

/// <summary>A number of bytes that may also be written with one of the suffixes K, M, G, T (powers of 1024).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ByteSpecificationAttribute : Attribute;
