using System.Runtime.InteropServices;
using Hub.Api.Access;
using Hub.Api.OpenApi;
using Hub.Api.Wire;
using Hub.Domain.Authenticators;
using Hub.Domain.Errors;
using Hub.Domain.Replicas;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Microsoft.AspNetCore.Mvc;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Info;

/// <summary>The hub itself.</summary>
[Route("")]
public sealed class InfoController(
    ISpawner spawner, AuthenticatorOptions authenticator, HubShutdown shutdown, IReplicaStore replicas, Replica self) : HubApiController
{
    /// <summary>Get the version of the JupyterHub API this hub speaks.</summary>
    [HttpGet, NeedsNoToken]
    [ProducesResponseType<VersionModel>(200)]
    public IActionResult Version()
    {
        // The one answer any page may read: it tells nobody anything.
        Response.Headers.TryAdd("Access-Control-Allow-Origin", "*");
        return Ok(new VersionModel(ApiVersion.Current));
    }

    /// <summary>Get what the hub is made of.</summary>
    [HttpGet("info"), HttpGet("hub/info"), NeedsScope("read:hub")]
    [ProducesResponseType<InfoModel>(200)]
    public async Task<IActionResult> Info(CancellationToken ct) => Ok(new InfoModel
    {
        Version = ApiVersion.Current,
        HubVersion = ProgramVersion.Current,
        Python = $"{RuntimeInformation.FrameworkDescription} (no Python)",
        SysExecutable = Environment.ProcessPath ?? "",
        Spawner = new PartModel(spawner.Name, spawner.Version),
        Authenticator = new PartModel(authenticator.AuthenticatorClass, ProgramVersion.Current),
        Replicas = [.. (await replicas.ListAsync(self.StaleAfter, ct)).Select(replica => ReplicaModel.From(replica, self.Id))],
    });

    /// <summary>Shut the hub down.</summary>
    /// <remarks>The body may say whether the <c>proxy</c> and the <c>servers</c> go too; else the configuration does.</remarks>
    /// <response code="202">It will.</response>
    [HttpPost("shutdown"), HttpPost("hub/shutdown"), NeedsScope("shutdown")]
    [DocumentedBody(typeof(ShutdownRequestModel))]
    [ProducesResponseType<ShutdownModel>(202)]
    public IActionResult Shutdown([FromBody] JToken? body)
    {
        if (body is not null and not JObject)
            throw new InvalidInputException("Body must be a JSON object");
        shutdown.Request(Flag(body, "proxy"), Flag(body, "servers"));
        return StatusCode(202, new ShutdownModel("Shutting down Hub"));
    }

    private static bool? Flag(JToken? body, string key) => body?[key] switch
    {
        null => null,
        { Type: JTokenType.Boolean } flag => flag.Value<bool>(),
        JValue { Value: 0L } => false,
        JValue { Value: 1L } => true,
        var other => throw new InvalidInputException($"{key} must be true or false, got {other.ToString(Newtonsoft.Json.Formatting.None)}"),
    };
}

/// <summary>A version.</summary>
/// <param name="Version">Of the JupyterHub API.</param>
public sealed record VersionModel(string Version);

/// <summary>The answer to a request to shut down.</summary>
public sealed record ShutdownModel(string Message);

/// <summary>What else goes with the hub; what is left out, its configuration decides.</summary>
/// <param name="Proxy">Whether the proxy goes too.</param>
/// <param name="Servers">Whether the servers go too.</param>
[RequestPart]
public sealed record ShutdownRequestModel(bool? Proxy, bool? Servers);
