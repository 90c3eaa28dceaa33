using Hub.Domain.Users;

namespace Hub.Api.Tokens;

/// <summary>Checks a name and password as a login does, with the same rules and the same limits on trying.</summary>
public interface IPasswordCheck
{
    /// <param name="source">Where the attempt comes from, for the limits on trying.</param>
    /// <returns>The user, who exists; null for anything else.</returns>
    Task<User?> CheckAsync(string username, string password, string? source, CancellationToken ct);
}
