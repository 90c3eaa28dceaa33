using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Domain.Services;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Upkeep;

/// <summary>What the services of the configuration come to, with what its roles and tokens say of them.</summary>
public sealed class ConfiguredServices(HubConfiguration configuration, ConfiguredRoles roles, ILogger log)
{
    /// <exception cref="InvalidInputException">A name or a role that cannot be.</exception>
    public IEnumerable<ServiceDefinition> All() => configuration.Services.Services.Concat(OfTokens()).Select(Completed);

    /// <summary>As JupyterHub: a service that only has a token is made for it.</summary>
    private IEnumerable<ServiceDefinition> OfTokens()
    {
        var known = configuration.Services.Services.Select(service => service.Name).ToHashSet();
        foreach (var name in configuration.Tokens.ServiceTokens.Values.Distinct().Where(name => !known.Contains(name)))
        {
            if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal))
                throw new InvalidInputException($"JupyterHub.service_tokens: '{name}' is no name of a service");
            log.LogWarning("JupyterHub.service_tokens names the service {Service}, which JupyterHub.services does not define; it is made", name);
            yield return new ServiceDefinition { Name = name };
        }
    }

    private ServiceDefinition Completed(ServiceDefinition service)
    {
        var scopes = service.OauthClientAllowedScopes;
        if (service.OauthRoles.Count > 0 && scopes.Count > 0)
            log.LogWarning("The oauth_roles of the service {Service} do not count beside its oauth_client_allowed_scopes", service.Name);
        else
            scopes = [.. scopes, .. service.OauthRoles.SelectMany(role => roles.RequireScopesOf(role, $"JupyterHub.services: oauth_roles of {service.Name}")).Distinct()];
        return service with { Admin = roles.IsAdmin(service), OauthClientAllowedScopes = scopes };
    }
}
