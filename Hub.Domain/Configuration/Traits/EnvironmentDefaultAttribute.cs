namespace Hub.Domain.Configuration.Traits;

/// <summary>Names an environment variable JupyterHub itself reads when the trait is not set anywhere; of several the first that is set counts.</summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class EnvironmentDefaultAttribute(string variable) : Attribute
{
    public string Variable { get; } = variable;

    /// <summary>The class that reads it; empty for all that have the trait. Such a variable comes before the general one.</summary>
    public string ForClass { get; init; } = "";

    /// <summary>Whether it holds the name of a host, which is reached by https.</summary>
    public bool IsHost { get; init; }

    /// <summary>What the trait is set to.</summary>
    public string Read(string text) => IsHost && !text.Contains("://", StringComparison.Ordinal) ? $"https://{text}" : text;
}
