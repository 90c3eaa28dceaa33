using System.Text.Json.Nodes;
using Hub.Domain.Access;
using Hub.Domain.Groups;
using Hub.Domain.Scopes;

namespace Hub.Api.Groups;

/// <summary>A group. Keys the caller may not see are left out.</summary>
public sealed class GroupModel
{
    private readonly bool showsDetails;
    private readonly bool showsRoles;

    private GroupModel(bool showsDetails, bool showsRoles)
    {
        this.showsDetails = showsDetails;
        this.showsRoles = showsRoles;
    }

    /// <summary>Always <c>group</c>.</summary>
    public string Kind => "group";

    /// <summary>The group's name.</summary>
    public required string Name { get; init; }

    /// <summary>The names of its members.</summary>
    public required IReadOnlyList<string> Users { get; init; }

    /// <summary>Whatever is kept about it.</summary>
    public required JsonObject Properties { get; init; }

    /// <summary>The roles it gives its members.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    public static GroupModel From(GroupSnapshot group, Caller caller)
    {
        var target = ScopeTarget.Group(group.Name);
        return new GroupModel(caller.Scopes.Covers("read:groups", target), caller.Scopes.Covers("read:roles:groups", target))
        {
            Name = group.Name,
            Users = group.Users,
            Properties = group.Properties,
            Roles = group.Roles,
        };
    }

    public bool ShouldSerializeUsers() => showsDetails;

    public bool ShouldSerializeProperties() => showsDetails;

    public bool ShouldSerializeRoles() => showsRoles;
}
