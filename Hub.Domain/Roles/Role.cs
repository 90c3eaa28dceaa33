namespace Hub.Domain.Roles;

/// <summary>A named list of scopes, held by users, groups and services.</summary>
public sealed class Role
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public string Description { get; set; } = "";

    /// <summary>The scopes as they were written, before expansion.</summary>
    public List<string> Scopes { get; set; } = [];

    /// <summary>Where the role comes from, which decides who may change or remove it.</summary>
    public RoleOrigin Origin { get; set; }
}
