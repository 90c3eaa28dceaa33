using System.Text.Json.Nodes;
using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Users;

namespace Hub.Api.Pages;

/// <summary>Starts a server for somebody who looks at a page: what fails at once is told, all else is for the progress page.</summary>
public sealed class PageStart(NamedServers named, ServerLifecycle lifecycle, TimeProvider clock, ILogger<PageStart> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <exception cref="HubException">The start was refused, or has failed already.</exception>
    public async Task BeginAsync(User user, string serverName, string? displayName, JsonObject? options, StartOrigin origin, CancellationToken ct)
    {
        var server = await named.ForStartAsync(user, serverName, displayName, ct);
        // A start does not end with the request for it: whoever closes the page still finds the server later.
        var start = lifecycle.StartAsync(user, server, options, origin, CancellationToken.None);
        await Task.WhenAny(start, Task.Delay(Patience, clock, ct));
        if (start.IsCompleted)
            await start;
        else
            _ = LogFailureAsync(start, ServerNames.Describe(user.Name, serverName));
    }

    private async Task LogFailureAsync(Task start, string name)
    {
        try
        {
            await start;
        }
        catch (Exception failure)
        {
            // The progress page tells its user; here it is only kept from being lost.
            log.LogInformation("The start of {Server} failed: {Reason}", name, failure.Message);
        }
    }
}
