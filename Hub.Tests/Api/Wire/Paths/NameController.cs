using Microsoft.AspNetCore.Mvc;

namespace Hub.Tests.Api.Wire.Paths;

[ApiController, Route("users")]
public sealed class NameController : ControllerBase
{
    [HttpGet]
    public IActionResult List() => Ok("list");

    [HttpGet("{name}"), HttpPost("{name}")]
    public IActionResult One(string name) => Ok(name);

    [HttpGet("{name}/servers/{server_name}"), HttpDelete("{name}/servers/{server_name}")]
    public IActionResult Server(string name, [FromRoute(Name = "server_name")] string serverName) => Ok(new[] { name, serverName });

    [HttpGet("{name}/servers/{server_name}/progress")]
    public IActionResult Progress(string name, [FromRoute(Name = "server_name")] string serverName) => Ok(new[] { name, serverName, "progress" });
}
