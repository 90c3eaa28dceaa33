using System.ComponentModel;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators.Local;

/// <summary>Holds accounts against groups of the machine.</summary>
public sealed class UnixGroups(ILogger<UnixGroups> log)
{
    /// <summary>Whether an account is in one of the groups. A group that does not exist has no members, and the log says so.</summary>
    /// <exception cref="LoginUnavailableException">The machine's directory of accounts could not be asked.</exception>
    public bool HasAny(string account, IEnumerable<string> groups) => Asked(() =>
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
    });

    /// <summary>As <see cref="HasAny"/>, but every group must exist: where the answer takes a right away, half of it will not do.</summary>
    /// <exception cref="LoginUnavailableException">The machine does not know one of the groups, or could not be asked.</exception>
    public static bool HasAnyOfAll(string account, IEnumerable<string> groups) => Asked(() => IsIn(account, [.. groups.Select(name =>
        UnixAccounts.FindGroup(name)
        ?? throw new LoginUnavailableException($"There is no Unix group {name}, which PAMAuthenticator.admin_groups names"))]));

    private static bool IsIn(string account, IReadOnlyCollection<uint> groups) =>
        groups.Count > 0 && UnixAccounts.Find(account) is { } found && UnixAccounts.GroupsOf(found).Overlaps(groups);

    /// <summary>Accounts of a network come from a server, and that can be away.</summary>
    private static bool Asked(Func<bool> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception failed) when (failed is Win32Exception or InvalidOperationException)
        {
            throw new LoginUnavailableException($"The machine's accounts and groups could not be asked: {failed.Message}", failed);
        }
    }
}
