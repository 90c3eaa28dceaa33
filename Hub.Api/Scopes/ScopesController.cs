using Hub.Api.Access;
using Hub.Domain.Access;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Scopes;

/// <summary>What scopes come to.</summary>
[Route("scopes")]
public sealed class ScopesController(ScopeInquiry inquiry) : HubApiController
{
    /// <summary>Explain why a user can or cannot do something.</summary>
    /// <remarks>
    /// Names every role and share that gives the scope, with the group it comes through and the filter it has. It needs
    /// <c>read:roles:users</c> or <c>read:users</c> on the user; shares are told to those who have <c>read:users:shares</c> too.
    /// </remarks>
    /// <param name="query">The question.</param>
    /// <param name="ct">Ends the request.</param>
    [HttpGet("explain")]
    [ProducesResponseType<ExplanationModel>(200), ProducesResponseType(404)]
    public async Task<IActionResult> Explain([FromQuery] ExplainQuery query, CancellationToken ct)
    {
        var caller = Caller;
        var (user, scope) = query.Question();
        return Ok(ExplanationModel.From(user, scope, await inquiry.ExplainAsync(user, scope, caller, ct)));
    }
}
