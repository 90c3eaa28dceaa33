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

    /// <summary>All is well, and there is nothing to say; of the type the rest of the API has, as clients expect.</summary>
    protected OkResult Done()
    {
        Response.ContentType = "application/json";
        return Ok();
    }
}
