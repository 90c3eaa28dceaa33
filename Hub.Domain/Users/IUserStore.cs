using System.Text.Json.Nodes;

namespace Hub.Domain.Users;

/// <summary>Keeps users. Names are given as they are kept; see <see cref="UserNames"/>.</summary>
public interface IUserStore
{
    Task<User?> FindAsync(string name, CancellationToken ct);

    /// <summary>Adds those users that are missing, each with the role <c>user</c>.</summary>
    /// <returns>The names that were added, in the order they were given.</returns>
    Task<IReadOnlyList<string>> CreateAsync(IReadOnlyList<string> names, bool admin, CancellationToken ct);

    /// <summary>Gives the role <c>user</c> to those of these users who do not hold it.</summary>
    Task GiveDefaultRoleAsync(IReadOnlyList<string> names, CancellationToken ct);

    /// <summary>
    /// Gives the user who just signed in, added if this is the first time, and with the role <c>user</c> in any case.
    /// </summary>
    /// <param name="admin">Whether it is an admin from now on; null leaves that as it is.</param>
    Task<User> SignedInAsync(string name, bool? admin, CancellationToken ct);

    /// <exception cref="Errors.InvalidInputException">Another user has the new name.</exception>
    Task ChangeAsync(int userId, string? name, bool? admin, CancellationToken ct);

    /// <summary>Removes a user with all tokens, memberships, shares and stopped servers.</summary>
    Task RemoveAsync(int userId, CancellationToken ct);

    /// <summary>Makes the user a member of exactly these groups, which are made if they are missing.</summary>
    Task SetGroupsAsync(int userId, IReadOnlyCollection<string> groups, CancellationToken ct);

    /// <summary>Takes everything from users that lets them in or do anything: admin, roles, groups, logins, tokens.</summary>
    /// <returns>Those of them who had any of it.</returns>
    Task<IReadOnlyList<string>> ShutOutAsync(IReadOnlyCollection<string> names, CancellationToken ct);

    /// <summary>What the authenticator wants kept about a user, encrypted; null when there is nothing.</summary>
    Task<byte[]?> AuthStateAsync(int userId, CancellationToken ct);

    Task SetAuthStateAsync(int userId, byte[]? encrypted, CancellationToken ct);

    /// <summary>How a user wants to be shown; null for nothing.</summary>
    Task SetUserInfoAsync(int userId, JsonObject? info, CancellationToken ct);

    /// <summary>The names of users none of whose servers runs, a part at a time: those after a name, in their order.</summary>
    Task<IReadOnlyList<(int Id, string Name)>> IdleNamesAsync(string after, int limit, CancellationToken ct);
}
