using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Roles;

/// <summary>A role as the configuration describes it; a kind of holder that is null was not mentioned.</summary>
[ConfigurationEntry]
public sealed record RoleDefinition
{
    /// <summary>The role's name: 3 to 255 characters a-z, 0-9, - _ ~ ., beginning with a letter.</summary>
    [Mandatory]
    [Matches(@"[a-z][a-z0-9\-_~.]{1,253}[a-z0-9]",
        "3 to 255 characters a-z 0-9 - _ ~ . that begin with a letter and end with a letter or digit")]
    public string Name { get; init; } = "";

    /// <summary>What the role is for.</summary>
    public string? Description { get; init; }

    /// <summary>The scopes it gives; null leaves those of a default role as they are.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>The users who hold it.</summary>
    public IReadOnlyList<string>? Users { get; init; }

    /// <summary>The services that hold it.</summary>
    public IReadOnlyList<string>? Services { get; init; }

    /// <summary>The groups whose members hold it.</summary>
    public IReadOnlyList<string>? Groups { get; init; }
}
