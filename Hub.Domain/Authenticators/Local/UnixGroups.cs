using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators.Local;

/// <summary>Holds accounts against groups of the machine.</summary>
public sealed class UnixGroups(ILogger<UnixGroups> log)
{
    /// <summary>Whether an account is in one of the groups. A group that does not exist has no members, and the log says so.</summary>
    public bool HasAny(string account, IEnumerable<string> groups)
    {
        var wanted = new List<uint>();
        foreach (var name in groups)
        {
            if (UnixAccounts.FindGroup(name) is { } group)
                wanted.Add(group);
            else
                log.LogError("There is no Unix group {Group}, which the configuration names", name);
        }

        return IsIn(account, wanted);
    }

    /// <summary>As <see cref="HasAny"/>, but every group must exist: where the answer takes a right away, half of it will not do.</summary>
    /// <exception cref="InvalidOperationException">The machine does not know one of the groups.</exception>
    public static bool HasAnyOfAll(string account, IEnumerable<string> groups) => IsIn(account, [.. groups.Select(name =>
        UnixAccounts.FindGroup(name)
        ?? throw new InvalidOperationException($"There is no Unix group {name}, which PAMAuthenticator.admin_groups names."))]);

    private static bool IsIn(string account, IReadOnlyCollection<uint> groups) =>
        groups.Count > 0 && UnixAccounts.Find(account) is { } found && UnixAccounts.GroupsOf(found).Overlaps(groups);
}
