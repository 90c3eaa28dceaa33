using Hub.Domain.Access;
using Hub.Domain.Errors;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Access;

/// <summary>What every controller of the REST API starts from.</summary>
[ApiController]
public abstract class HubApiController : ControllerBase
{
    /// <summary>Who is asking.</summary>
    /// <exception cref="ForbiddenException">Nobody has said so.</exception>
    protected Caller Caller => HttpContext.Caller() ?? throw new ForbiddenException("Missing or invalid credentials.");
}
