using System.Diagnostics.CodeAnalysis;

namespace Hub.Domain.Configuration;

/// <summary>What came of reading a configuration: either the configuration or every mistake in it.</summary>
public sealed record ConfigurationResult(
    HubConfiguration? Configuration, IReadOnlyList<ConfigurationMistake> Mistakes, IReadOnlyList<ConfigurationMistake> Warnings)
{
    [MemberNotNullWhen(true, nameof(Configuration))]
    public bool IsValid => Configuration is not null;
}
