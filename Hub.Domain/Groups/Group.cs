using System.Text.Json.Nodes;
using Hub.Domain.Roles;
using Hub.Domain.Users;

namespace Hub.Domain.Groups;

/// <summary>A named set of users, which may hold roles of its own and carry free-form properties.</summary>
public sealed class Group
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public JsonObject Properties { get; set; } = [];

    public List<User> Users { get; } = [];

    public List<Role> Roles { get; } = [];
}
