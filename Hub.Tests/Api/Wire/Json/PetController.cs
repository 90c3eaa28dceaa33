using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Wire.Json;

[ApiController, Route("pets")]
public sealed class PetController : ControllerBase
{
    [HttpGet]
    public PetModel Get() => new(
        "ü🚀</script>",
        null,
        PetKind.GuineaPig,
        DateTimeOffset.UnixEpoch.AddTicks(10),
        JsonNode.Parse("{\"aB\":[1,\"x\",1.50]}"),
        new() { ["KeepMe"] = 1 });

    [HttpPost]
    public IActionResult Post(PetRequest pet) => Ok(pet);

    [HttpPut]
    public IActionResult Put(PetRequest? pet) => Ok(pet is null ? "nothing" : $"{pet.Name} {pet.DisplayName.IsPresent}");

    [HttpPost("raw"), HttpGet("raw"), HttpDelete("raw")]
    public IActionResult Raw(JObject? body) => Ok(body);

    [HttpPost("any")]
    public IActionResult Any([FromBody] JToken? body) => Ok(body);

    [HttpGet("large")]
    public IActionResult Large(int size) => Ok("ü" + string.Concat(Enumerable.Repeat("🚀\n", size)));
}
