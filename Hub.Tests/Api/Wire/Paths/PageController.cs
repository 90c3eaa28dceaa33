using Microsoft.AspNetCore.Mvc;

namespace Hub.Tests.Api.Wire.Paths;

[Route("hub/user/{name}/{**rest}")]
public sealed class PageController : Controller
{
    [HttpGet]
    public IActionResult Page(string name, string? rest) => Content($"{name}|{rest}", "text/plain");
}
