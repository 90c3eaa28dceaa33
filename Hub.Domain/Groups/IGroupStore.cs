using System.Text.Json.Nodes;
using Hub.Domain.Scopes;

namespace Hub.Domain.Groups;

/// <summary>Keeps groups and who is in them.</summary>
public interface IGroupStore
{
    Task<GroupSnapshot?> FindAsync(string name, CancellationToken ct);

    /// <summary>Just the id, where the members do not matter: there may be thousands.</summary>
    Task<int?> FindIdAsync(string name, CancellationToken ct);

    /// <summary>The groups a filter lets through, in the order they were made, and how many there are in all.</summary>
    Task<(IReadOnlyList<GroupSnapshot> Groups, long Total)> PageAsync(ScopeFilter visible, int offset, int limit, CancellationToken ct);

    /// <summary>Adds a group with members.</summary>
    /// <exception cref="Errors.ConflictException">There is one of that name.</exception>
    /// <exception cref="Errors.InvalidInputException">One of the users does not exist; nothing was added.</exception>
    Task CreateAsync(string name, IReadOnlyCollection<string> users, CancellationToken ct);

    /// <summary>Adds a group if it is missing, adds members to it, and replaces its properties unless they are null.</summary>
    Task EnsureAsync(string name, IReadOnlyCollection<string> users, JsonObject? properties, CancellationToken ct);

    Task RemoveAsync(int groupId, CancellationToken ct);

    /// <exception cref="Errors.InvalidInputException">One of the users does not exist; nothing was changed.</exception>
    Task AddMembersAsync(int groupId, IReadOnlyCollection<string> users, CancellationToken ct);

    /// <exception cref="Errors.InvalidInputException">One of the users does not exist; nothing was changed.</exception>
    Task RemoveMembersAsync(int groupId, IReadOnlyCollection<string> users, CancellationToken ct);

    Task SetPropertiesAsync(int groupId, JsonObject properties, CancellationToken ct);
}
