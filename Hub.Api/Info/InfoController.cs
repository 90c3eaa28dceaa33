using System.Runtime.InteropServices;
using Hub.Api.Access;
using Hub.Api.OpenApi;
using Hub.Api.Wire;
using Hub.Api.Wire.Json;
using Hub.Domain.Authenticators;
using Hub.Domain.Replicas;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Info;

/// <summary>The hub itself.</summary>
[Route("")]
public sealed class InfoController(
    ISpawner spawner, AuthenticatorOptions authenticator, HubShutdown shutdown, IReplicaStore replicas, Replica self) : HubApiController
{
    /// <summary>Get the version of the JupyterHub API this hub speaks.</summary>
    [HttpGet, NeedsNoToken]
    [ProducesResponseType<VersionModel>(200)]
    public IActionResult Version() => Ok(new VersionModel(ApiVersion.Current));

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
    [ProducesResponseType<ShutdownModel>(202)]
    public IActionResult Shutdown([FromBody] ShutdownRequest? request)
    {
        shutdown.Request(BodyRules.FlagOf(request?.Proxy), BodyRules.FlagOf(request?.Servers));
        return StatusCode(202, new ShutdownModel("Shutting down Hub"));
    }
}

/// <summary>A version.</summary>
/// <param name="Version">Of the JupyterHub API.</param>
public sealed record VersionModel(string Version);

/// <summary>The answer to a request to shut down.</summary>
public sealed record ShutdownModel(string Message);
