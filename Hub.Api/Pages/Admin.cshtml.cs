using Hub.Api.Access;
using Hub.Api.Login;
using Hub.Domain.Errors;
using Hub.Domain.Scopes;
using Hub.Domain.Servers;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Hub.Api.Pages;

/// <summary>Users, servers and groups for those who look after them. Its data come over the REST API, so it shows and does what that allows.</summary>
[SignedIn]
public sealed class AdminPage(ServerOptions options) : PageModel
{
    private ScopeSet Held => HttpContext.Caller()!.Scopes;

    public bool SeesUsers => Held.Holds("list:users");

    public bool SeesServers => Held.Holds("read:servers");

    public bool AddsUsers => Held.FilterOf("admin:users").IsEverything;

    public bool ChangesUsers => Held.Holds("admin:users");

    public bool DeletesUsers => Held.Holds("delete:users");

    public bool StartsServers => Held.Holds("start:servers");

    public bool StopsServers => Held.Holds("delete:servers");

    public bool SeesGroups => Held.Holds("list:groups");

    public bool ChangesGroups => Held.Holds("groups");

    public bool AddsGroups => Held.FilterOf("admin:groups").IsEverything;

    public bool DeletesGroups => Held.Holds("delete:groups");

    public bool ShutsDown => Held.Holds("shutdown");

    public bool NamedServers => options.AllowNamedServers;

    /// <summary>What the script may offer, as words.</summary>
    public string Abilities => string.Join(' ', new[]
    {
        ("servers", SeesServers), ("change", ChangesUsers), ("delete", DeletesUsers), ("start", StartsServers), ("stop", StopsServers), ("reset", Held.Holds("admin:servers")),
        ("members", ChangesGroups), ("delete-groups", DeletesGroups), ("named", NamedServers),
    }.Where(ability => ability.Item2).Select(ability => ability.Item1));

    public void OnGet()
    {
        if (!Held.Holds("admin-ui"))
            throw new ForbiddenException("Action is not authorized with current scopes; requires any of [admin-ui]");
    }
}
