using Hub.Api.Access;
using Hub.Api.Wire.Lists;
using Hub.Domain.Audit;
using Hub.Domain.Errors;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Audit;

/// <summary>Who did what, and from where. Events are added and never changed.</summary>
[Route("")]
public sealed class AuditController(IAuditStore events, IUserStore users) : HubApiController
{
    /// <summary>List what was done, the newest first.</summary>
    /// <param name="filter">Which deeds.</param>
    /// <param name="paging">Which part of the list.</param>
    /// <param name="ct">Ends the request.</param>
    [HttpGet("audit"), NeedsScope("read:audit")]
    [ProducesResponseType<PageModel<IReadOnlyList<AuditModel>>>(200)]
    public async Task<IActionResult> List([FromQuery] AuditQuery filter, Paging paging, CancellationToken ct) =>
        paging.Envelope((await events.PageAsync(filter.ToFilter(), paging.Page, ct)).Select(AuditModel.From));

    /// <summary>List what others and the user did to the user's servers: starts, stops, visits of others, shares; the newest first.</summary>
    [HttpGet("users/{name}/audit"), NeedsScope("read:servers", On = Subject.User)]
    [ProducesResponseType<PageModel<IReadOnlyList<AuditModel>>>(200)]
    public async Task<IActionResult> OfServers(string name, Paging paging, CancellationToken ct)
    {
        _ = await users.FindAsync(name, ct) ?? throw new NotFoundException($"No such user: {name}");
        var filter = new AuditFilter { Object = AuditObject.Server(name, ""), Kinds = AuditKinds.OfServers };
        return paging.Envelope((await events.PageAsync(filter, paging.Page, ct)).Select(AuditModel.From));
    }
}
