using System.Text.Json.Nodes;

namespace Hub.Domain.Configuration.Traits;

/// <summary>One trait of the catalogue.</summary>
public sealed class TraitDefinition
{
    internal TraitDefinition(string className, string name, TraitStatus status, TraitType type, JsonNode? defaultValue)
    {
        ClassName = className;
        Name = name;
        Status = status;
        Type = type;
        DefaultValue = defaultValue;
    }

    public string ClassName { get; }

    public string Name { get; }

    /// <summary>Class and name, as <c>JupyterHub.port</c>.</summary>
    public string FullName => $"{ClassName}.{Name}";

    public TraitStatus Status { get; }

    /// <summary>The type's name as traitlets has it.</summary>
    public string TypeName => Type.Name;

    /// <summary>What is allowed, in words.</summary>
    public string Allowed => Type.Allowed;

    /// <summary>The default as JSON.</summary>
    public string Default => JsonText.Of(DefaultValue);

    /// <summary>Whether no message or listing may show its value.</summary>
    public bool IsSecret { get; internal init; }

    /// <summary>What to use instead, for traits that are not supported.</summary>
    public string? Instead { get; internal init; }

    internal TraitType Type { get; }

    internal JsonNode? DefaultValue { get; }

    /// <summary>The properties bound to it: one, or one for each known key of a dictionary.</summary>
    internal IReadOnlyList<TraitProperty> Properties { get; init; } = [];

    /// <summary>Whether the trait is a dictionary of which each key has a property of its own.</summary>
    internal bool IsKeyed => Properties.Any(property => property.Key is not null);
}
