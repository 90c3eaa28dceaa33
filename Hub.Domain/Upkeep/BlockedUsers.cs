using Hub.Domain.Authenticators;
using Hub.Domain.Servers;
using Hub.Domain.Users;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Upkeep;

/// <summary>Puts those out whom the configuration blocks: they lose what they may do and every way in, and their servers stop.</summary>
public sealed class BlockedUsers(
    AuthenticatorOptions options, UserNames names, IUserStore users, IServerStore servers, ServerLifecycle lifecycle, ILogger<BlockedUsers> log)
{
    /// <summary>Closes the doors; part of the start, before any is open.</summary>
    public async Task ShutOutAsync(CancellationToken ct)
    {
        if (options.BlockedUsers.Count == 0)
            return;
        foreach (var name in await users.ShutOutAsync([.. options.BlockedUsers.Select(names.Normalize)], ct))
            log.LogWarning("User {User} is blocked and has lost roles, groups, logins and tokens", QuotedName.Of(name));
    }

    /// <summary>Stops what of theirs still runs.</summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        foreach (var name in options.BlockedUsers.Select(names.Normalize))
        {
            if (await users.FindAsync(name, ct) is not { } user)
                continue;
            foreach (var server in await servers.ActiveAsync(user.Id, ct))
                await lifecycle.StopAsync(server, remove: false, ct);
        }
    }
}
