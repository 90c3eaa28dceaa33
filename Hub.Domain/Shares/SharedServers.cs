using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Users;

namespace Hub.Domain.Shares;

/// <summary>Finds the servers that can be shared. The default server of a user always can, used or not.</summary>
public sealed class SharedServers(IUserStore users, IServerStore servers)
{
    /// <exception cref="NotFoundException">There is no such user, or the user has no such server.</exception>
    public async Task<Server> FindAsync(string owner, string serverName, CancellationToken ct)
    {
        var user = await users.FindAsync(owner, ct);
        var server = user is null ? null
            : serverName.Length == 0 ? await servers.DefaultAsync(user.Id, ct)
            : await servers.FindAsync(user.Id, serverName, ct);
        return server ?? throw new NotFoundException($"No such server: {owner}/{serverName}");
    }
}
