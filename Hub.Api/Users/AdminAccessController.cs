using Hub.Api.Access;
using Hub.Domain.Access;
using Hub.Domain.Errors;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Users;

/// <summary>How administrators of long ago asked for a user's server. Now the scope <c>access:servers</c> decides.</summary>
[Route("users/{name}/admin-access")]
public sealed class AdminAccessController(IUserStore users, AccessOptions options) : HubApiController
{
    /// <summary>Say whether the caller may use a user's server. Deprecated: nothing has to be asked for beforehand.</summary>
    /// <response code="403"><c>admin_access</c> is off.</response>
    [HttpPost, NeedsScope("servers", On = Subject.User)]
    [ProducesResponseType(200)]
    public async Task<IActionResult> Grant(string name, CancellationToken ct)
    {
        if (!options.AdminAccess)
            throw new ForbiddenException("admin access to user servers disabled");
        _ = await users.FindAsync(name, ct) ?? throw new NotFoundException("");
        return Done();
    }
}
