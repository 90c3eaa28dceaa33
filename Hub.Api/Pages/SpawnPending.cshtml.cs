using Hub.Api.Login;
using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Hub.Api.Pages;

/// <summary>Shows how a start goes on, and leads into the server when it is ready. It never starts or stops anything.</summary>
[SignedIn]
public sealed class SpawnPendingPage(
    ServerOwners owners, IServerStore servers, IServerHistory history, QueuePlaces places, ServerAddresses addresses, Destinations destinations, HubLinks links,
    HookOptions hooks) : PageModel
{
    public enum Stage
    {
        Starting,
        Stopping,
        Stopped,
        Failed,
    }

    public Stage At { get; private set; }

    public string DisplayName { get; private set; } = "";

    public string ProgressUrl { get; private set; } = "";

    /// <summary>Where to go once the server is ready.</summary>
    public string Target { get; private set; } = "";

    public string SpawnUrl { get; private set; } = "";

    public string? Failure { get; private set; }

    /// <summary>The last attempt, when it has not gone well.</summary>
    public ServerAttempt? Attempt { get; private set; }

    /// <summary>Where the start stands in the queue, while it waits.</summary>
    public string? Waiting { get; private set; }

    /// <summary>The last lines of the story of a start that failed.</summary>
    public IReadOnlyList<string> Story { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(
        [FromRoute] string? name, [FromRoute(Name = "server_name")] string? serverName, CancellationToken ct)
    {
        var wanted = serverName ?? "";
        var owner = await owners.FindAsync(HttpContext, name, wanted, "start:servers", ct);
        var server = await servers.FindAsync(owner.Id, wanted, ct);
        if (server is null && wanted.Length > 0)
            throw new NotFoundException($"{owner.Name} has no such server {wanted}");
        Describe(owner, wanted);
        if (server is { State: ServerState.Ready })
            return Redirect(Target);
        if (server is { State: ServerState.Stopped, StartFailed: true, CalledOff: false })
            await TellFailureAsync(server, ct);
        else
            At = server switch
            {
                { State: ServerState.Starting or ServerState.Queued } => Stage.Starting,
                { State: ServerState.Stopping } => Stage.Stopping,
                _ => Stage.Stopped,
            };
        if (server is { State: ServerState.Queued })
            Waiting = (await places.OfAsync(server.Id, ct))?.Words;
        if (server is { State: ServerState.Stopped, Failure: not null, CalledOff: false })
            Attempt = await history.LatestAsync(owner.Id, wanted, ct);
        return Page();
    }

    private void Describe(User owner, string serverName)
    {
        DisplayName = serverName;
        ProgressUrl = addresses.ProgressPath(owner.Name, serverName);
        var next = destinations.NextOf(Request);
        Target = next.Length > 0 ? next : hooks.ReadyAt(addresses.Url(owner.Name, serverName), owner.Name, serverName).Url;
        SpawnUrl = links.Spawn(owner.Name, serverName);
        if (next.Length > 0)
            SpawnUrl = RequestTarget.With(SpawnUrl, "next", next);
    }

    private async Task TellFailureAsync(Server server, CancellationToken ct)
    {
        At = Stage.Failed;
        Failure = server.Failure;
        Story = [.. (await servers.ReadProgressAsync(server.Id, server.Attempt, 0, ct)).Select(line => line.Message).OfType<string>()];
        Response.StatusCode = StatusCodes.Status500InternalServerError;
    }
}
