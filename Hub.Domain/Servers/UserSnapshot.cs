using Hub.Domain.Users;

namespace Hub.Domain.Servers;

/// <summary>A user as it is shown: with the names of groups and roles, and with servers.</summary>
/// <param name="Servers">Those that are active; all of them where that was asked for.</param>
public sealed record UserSnapshot(
    User User, IReadOnlyList<string> Groups, IReadOnlyList<string> Roles, IReadOnlyList<Server> Servers);
