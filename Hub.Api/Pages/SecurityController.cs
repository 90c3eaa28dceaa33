using Hub.Api.Access;
using Hub.Api.Wire.Logs;
using Hub.Domain.Errors;
using Hub.Domain.Metrics;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Pages;

/// <summary>Where browsers report what a content security policy made them refuse.</summary>
[ApiExplorerSettings(IgnoreApi = true)]
public sealed class SecurityController(HubMetrics metrics, ILogger<SecurityController> log) : ControllerBase
{
    private const int LongestReport = 4096;

    [HttpPost("/hub/security/csp-report")]
    public async Task<IActionResult> Report(CancellationToken ct)
    {
        if (HttpContext.Caller() is null)
            throw new ForbiddenException("Missing or invalid credentials.");
        var buffer = new char[LongestReport];
        using var body = new StreamReader(Request.Body);
        var length = await body.ReadBlockAsync(buffer, ct);
        metrics.PolicyReported();
        log.LogWarning("Content security violation: {Report}", LogText.Of(new string(buffer, 0, length)));
        return Ok();
    }
}
