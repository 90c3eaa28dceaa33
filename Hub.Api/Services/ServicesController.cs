using Hub.Api.Access;
using Hub.Api.OpenApi;
using Hub.Api.Wire.Errors;
using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Domain.Scopes;
using Hub.Domain.Services;
using Hub.Domain.Tokens;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Services;

/// <summary>The services of the hub.</summary>
[Route("services")]
public sealed class ServicesController(
    IServiceStore services, ServiceReach reach, HubUrls urls, ScopeTable table, ILogger<ServicesController> log) : HubApiController
{
    /// <summary>List services, by name.</summary>
    [HttpGet, NeedsScope("list:services", On = Subject.Services), PassesOver("offset", "limit")]
    [ProducesResponseType<IReadOnlyDictionary<string, ServiceModel>>(200)]
    public async Task<IActionResult> List(CancellationToken ct)
    {
        var filter = Caller.Scopes.FilterOf("list:services");
        var view = new ServiceView(Caller);
        return Ok((await services.ListAsync(ct))
            .Where(found => filter.Covers(ScopeTarget.Service(found.Service.Name)))
            .ToDictionary(found => found.Service.Name, found => ServiceModel.From(found, view, urls.BaseUrl, ServiceKeys.Name)));
    }

    /// <summary>Get a service.</summary>
    [HttpGet("{service_name}"), NeedsScope("read:services", "read:services:name", "read:roles:services", On = Subject.Service)]
    [ProducesResponseType<ServiceModel>(200)]
    public async Task<IActionResult> Get([FromRoute(Name = "service_name")] string name, CancellationToken ct) =>
        Ok(await ModelAsync(name, $"No such service: {name}", ct));

    /// <summary>Add an external service.</summary>
    /// <remarks>One with a URL is waited for, up to half a minute, until it answers there; it is added in any case.</remarks>
    [HttpPost("{service_name}"), NeedsScope("admin:services", On = Subject.Service), NewServiceFirst]
    [ProducesResponseType<ServiceModel>(201)]
    public async Task<IActionResult> Create(
        [FromRoute(Name = "service_name")] string name, CreateServiceRequest? request, CancellationToken ct)
    {
        var definition = request?.ToDefinition(name) ?? throw new InvalidInputException("Invalid service data");
        MayGrant(definition);
        var (service, client) = ServiceRegistration.Rows(definition, urls);
        await services.CreateAsync(
            service, client, string.IsNullOrEmpty(definition.ApiToken) ? null : TokenHash.Of(definition.ApiToken), ct);
        if (service.Url is { } url && !await reach.WaitAsync(new Uri(url), definition.Timeout, ct))
            log.LogWarning("Service {Service} does not answer at {Url}", name, url);
        return StatusCode(201, await ModelAsync(name, "", ct));
    }

    /// <summary>Remove a service that was added over this API.</summary>
    /// <response code="405">It is part of the configuration.</response>
    [HttpDelete("{service_name}"), NeedsScope("admin:services", On = Subject.Service)]
    [ProducesResponseType(200)]
    public async Task<IActionResult> Remove([FromRoute(Name = "service_name")] string name, CancellationToken ct)
    {
        var found = await services.FindAsync(name, ct) ?? throw new NotFoundException($"Service {name} does not exist");
        if (found.Service.FromConfiguration)
            return StatusCode(405, new ErrorModel(405, $"Service {name} is not modifiable at runtime", HttpContext.TraceIdentifier));
        await services.RemoveAsync(found.Service.Id, ct);
        return Done();
    }

    private async Task<ServiceModel> ModelAsync(string name, string whenMissing, CancellationToken ct) =>
        ServiceModel.From(
            await services.FindAsync(name, ct) ?? throw new NotFoundException(whenMissing), new ServiceView(Caller), urls.BaseUrl,
            ServiceKeys.Name)!;

    /// <summary>Nobody gives a service what they do not hold themselves.</summary>
    private void MayGrant(ServiceDefinition definition)
    {
        var asked = definition.Admin ? definition.OauthClientAllowedScopes.Concat(DefaultRoles.Admin.Scopes) : definition.OauthClientAllowedScopes;
        var owner = ScopeOwner.Service(definition.Name);
        if (table.MistakesIn(definition.OauthClientAllowedScopes, $"service {definition.Name}") is { Count: > 0 } mistakes)
            throw new InvalidInputException(string.Join("; ", mistakes));
        var missing = RequestedScopes.Missing(table, asked, owner, Caller.Scopes, GroupMembership.None);
        if (!missing.IsEmpty)
            throw new InvalidInputException(RequestedScopes.Refusal(missing, $"{Caller.Kind} {Caller.Name}"));
    }
}
