using Hub.Domain.Access;
using Hub.Domain.Errors;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Access;

/// <summary>The logins of a user.</summary>
[Route("users/{name}/sessions")]
public sealed class SessionsController(IUserStore users, ISessionStore sessions) : HubApiController
{
    /// <summary>Sign a user out everywhere.</summary>
    /// <remarks>Ends every login, and every token that servers and services got from one. API tokens stay.</remarks>
    [HttpDelete, NeedsScope("tokens", On = Subject.User)]
    [ProducesResponseType(204)]
    public async Task<IActionResult> EndAll(string name, CancellationToken ct)
    {
        var user = await users.FindAsync(name, ct) ?? throw new NotFoundException($"No such user: {name}");
        await sessions.EndAllAsync(user.Id, ct);
        return NoContent();
    }
}
