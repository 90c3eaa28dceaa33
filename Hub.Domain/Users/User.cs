using System.Text.Json.Nodes;
using Hub.Domain.Groups;
using Hub.Domain.Roles;

namespace Hub.Domain.Users;

/// <summary>Somebody who may sign in, hold scopes and have servers.</summary>
public sealed class User
{
    public int Id { get; set; }

    public required string Name { get; set; }

    /// <summary>An admin holds the role <c>admin</c> through this flag; no row in <see cref="Roles"/> repeats it.</summary>
    public bool Admin { get; set; }

    public DateTimeOffset Created { get; set; }

    public DateTimeOffset? LastActivity { get; set; }

    /// <summary>How the user wants to be shown, as the authenticator has it; null when it says nothing of that.</summary>
    public JsonObject? UserInfo { get; set; }

    /// <summary>What the authenticator wants kept about the user, encrypted; null when there is none.</summary>
    public byte[]? EncryptedAuthState { get; set; }

    public List<Group> Groups { get; } = [];

    public List<Role> Roles { get; } = [];
}
