using Microsoft.AspNetCore.Mvc;

namespace Hub.Tests.Api.Wire.Paths;

[ApiController, Route("")]
public sealed class RootController : ControllerBase
{
    [HttpGet]
    public IActionResult Root() => Ok("root");
}
