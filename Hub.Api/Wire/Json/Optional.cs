using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;

namespace Hub.Api.Wire.Json;

/// <summary>A key of a request that may be left out, where leaving it out is not the same as <c>null</c>.</summary>
public readonly record struct Optional<T>
{
    private readonly T value;

    public Optional(T value)
    {
        this.value = value;
        IsPresent = true;
    }

    public bool IsPresent { get; }

    /// <summary>What was given; throws when the key was left out.</summary>
    /// <remarks>The framework walks through models to validate them, and must not stumble here.</remarks>
    [ValidateNever]
    public T Value => IsPresent ? value : throw new InvalidOperationException("The key was left out of the request.");

    public static implicit operator Optional<T>(T value) => new(value);

    public T Or(T fallback) => IsPresent ? value : fallback;
}
