using Hub.Domain.Roles;

namespace Hub.Api.Roles;

/// <summary>A role: a named list of scopes. The users who hold it are listed apart, since they can be many.</summary>
public sealed class RoleModel
{
    /// <summary>Always <c>role</c>.</summary>
    public string Kind => "role";

    /// <summary>The role's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required string Description { get; init; }

    /// <summary>The scopes it gives, as they were written.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Where it comes from: only a role of the <c>api</c> can be changed here.</summary>
    public required RoleOrigin Origin { get; init; }

    /// <summary>The groups whose members hold it.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>The services that hold it.</summary>
    public required IReadOnlyList<string> Services { get; init; }

    public static RoleModel From(RoleSnapshot snapshot) => new()
    {
        Name = snapshot.Role.Name,
        Description = snapshot.Role.Description,
        Scopes = snapshot.Role.Scopes,
        Origin = snapshot.Role.Origin,
        Groups = snapshot.Groups,
        Services = snapshot.Services,
    };
}
