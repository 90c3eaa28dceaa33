using Hub.Domain.Authenticators;
using Hub.Domain.Servers;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Upkeep;

/// <summary>Renames named servers of older hubs, whose names no longer follow the rules, where the configuration asks for it.</summary>
public sealed class OldServerNames(ServerOptions options, IServerStore servers, ILogger<OldServerNames> log)
{
    public async Task RenameAsync(CancellationToken ct)
    {
        if (options.AllowExistingInvalidNamedServers != InvalidNamedServers.AutoRename)
            return;
        foreach (var (owner, from, to) in await servers.RenameInvalidAsync(ct))
        {
            if (to is null)
                log.LogError("The server {Server} of {User} has an invalid name and runs; it is renamed at the next start at which it does not", QuotedName.Of(from), QuotedName.Of(owner));
            else
                log.LogInformation("The server {Server} of {User} is now called {Name}", QuotedName.Of(from), QuotedName.Of(owner), to);
        }
    }
}
