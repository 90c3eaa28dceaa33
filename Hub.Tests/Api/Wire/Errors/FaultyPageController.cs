using Hub.Domain.Errors;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Tests.Api.Wire.Errors;

[Route("hub/faulty")]
public sealed class FaultyPageController : Controller
{
    [HttpGet]
    public IActionResult Page() => throw new NotFoundException("No <b>");

    [HttpPost]
    public async Task<IActionResult> Form() => Content((await Request.ReadFormAsync()).Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
