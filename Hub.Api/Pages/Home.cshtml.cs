using Hub.Api.Access;
using Hub.Api.Login;
using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Upkeep;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Hub.Api.Pages;

/// <summary>The control panel of a user: start and stop the own servers.</summary>
[SignedIn]
public sealed class HomePage(
    IUserSnapshots users, IServerStore servers, IServerHistory history, CullRules rules, IdleCullerOptions culling, TimeProvider clock, ServerAddresses addresses,
    ServerOptions options, HubLinks links) : PageModel
{
    public bool AllowNamedServers => options.AllowNamedServers;

    public int NamedServerLimit => options.NamedServerLimitPerUser;

    /// <summary>The default server; null as long as it was never used.</summary>
    public Server? Default { get; private set; }

    /// <summary>What can be done about the end of the default server; null where there is nothing to mend.</summary>
    public string? NextStep { get; private set; }

    public IReadOnlyList<Server> Named { get; private set; } = [];

    /// <summary>The servers that will be stopped soon, and when and why.</summary>
    public IReadOnlyList<(Server Server, CullPlan Plan)> Ending { get; private set; } = [];

    /// <summary>How long the button keeps a server; 0 where that is not allowed.</summary>
    public int KeepSeconds => (int)Math.Min(culling.KeepAtMost.TotalSeconds, TimeSpan.FromHours(8).TotalSeconds);

    private string UserName => HttpContext.Caller()!.Name;

    public async Task OnGetAsync(CancellationToken ct)
    {
        var user = await users.FindAsync(UserName, includeStopped: true, ct) ?? throw new NotFoundException("");
        Default = user.Servers.FirstOrDefault(server => server.Name.Length == 0);
        Named = [.. user.Servers.Where(server => server.Name.Length > 0)];
        if (Default is { Failure: not null, Active: false })
            NextStep = (await history.LatestAsync(user.User.Id, "", ct))?.NextStep;
        if (!culling.Active)
            return;
        var soon = clock.GetUtcNow() + culling.WarnBefore;
        Ending =
        [
            .. from server in await servers.ActiveAsync(user.User.Id, ct)
               let plan = rules.AnnouncementFor(server, user.Groups)
               where plan is not null && plan.StopsAt <= soon
               select (server, plan),
        ];
    }

    /// <summary>Where the start button of a server leads: into it when it is there, else to its start.</summary>
    public string StartUrl(Server? server) => server is { Active: true } ? ServerUrl(server) : links.Spawn(UserName, server?.Name ?? "");

    public string ServerUrl(Server server) => addresses.Url(UserName, server.Name);
}
