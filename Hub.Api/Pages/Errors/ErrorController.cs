using Hub.Api.Wire.Errors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Hub.Api.Pages.Errors;

/// <summary>The error pages that a proxy in front fetches and shows in our name; fetching one is no error.</summary>
[ApiExplorerSettings(IgnoreApi = true)]
public sealed class ErrorController(IModelMetadataProvider metadata) : ControllerBase
{
    private const string Down = "Your server appears to be down. Try restarting it from the home page.";

    [HttpGet("/hub/error/{status:int}")]
    public async Task<IActionResult> Show(int status)
    {
        var message = status switch
        {
            StatusCodes.Status503ServiceUnavailable => Down,
            _ => null,
        };
        await HubErrorPage.ShowAsync(
            HttpContext, StatusCodes.Status200OK, "/Pages/Errors/Error.cshtml",
            new ErrorView(status, ErrorAnswer.Phrase(status), message, RequestId: null, NextStep: null), metadata);
        return new EmptyResult();
    }
}
