using Hub.Domain.Servers;
using Hub.Domain.Upkeep;

namespace Hub.Api.Servers;

/// <summary>What does not fit together.</summary>
/// <param name="Host">The machine that was looked at.</param>
/// <param name="Processes">Servers that run and that no row knows; null when the spawner cannot look for them.</param>
/// <param name="Servers">Servers that are ready by their row and do not run.</param>
/// <param name="Unknown">Servers that could not be looked at.</param>
public sealed record OrphansModel(
    string Host, IReadOnlyList<OrphanProcessModel>? Processes, IReadOnlyList<LostServerModel> Servers, IReadOnlyList<LostServerModel> Unknown)
{
    public static OrphansModel From(OrphanList list, string host) => new(
        host,
        list.Processes?.Select(found => new OrphanProcessModel(found.Key, found.Owner, found.Description)).ToList(),
        [.. list.Servers.Select(Lost)],
        [.. list.Unknown.Select(Lost)]);

    private static LostServerModel Lost((Server Server, string Reason) lost) => new(lost.Server.User!.Name, lost.Server.Name, lost.Reason);
}

/// <summary>A server that runs and that no row knows.</summary>
/// <param name="Key">What to name it by to end it.</param>
/// <param name="Owner">Whose it is, where that can be seen.</param>
/// <param name="Description">What and where it is.</param>
public sealed record OrphanProcessModel(string Key, string? Owner, string Description);

/// <summary>A server whose row and reality differ.</summary>
/// <param name="User">Its owner.</param>
/// <param name="ServerName">Its name; empty for the default server.</param>
/// <param name="Reason">What a look at it has found.</param>
public sealed record LostServerModel(string User, string ServerName, string Reason);
