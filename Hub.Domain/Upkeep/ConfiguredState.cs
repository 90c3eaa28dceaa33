using System.Text.Json;
using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Domain.Groups;
using Hub.Domain.Roles;
using Hub.Domain.Scopes;
using Hub.Domain.Services;
using Hub.Domain.Tokens;
using Hub.Domain.Users;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Upkeep;

/// <summary>
/// Brings the rows in line with the configuration at the start: services, roles, groups, admins and tokens. Two hubs that
/// start at once do the same, so the order of their writes does not matter.
/// </summary>
public sealed class ConfiguredState(
    HubConfiguration configuration, HubUrls urls, ScopeTable table, IUserStore users, IServiceStore services, IRoleStore roles,
    IGroupStore groups, ITokenStore tokens, UserNames names, TimeProvider clock, ILogger<ConfiguredState> log)
{
    /// <exception cref="InvalidInputException">The configuration contradicts itself or the scopes there are.</exception>
    public async Task ApplyAsync(CancellationToken ct)
    {
        CheckScopes();
        var wanted = new ConfiguredRoles(configuration, names, await roles.ListAsync(ct));
        CheckNames(wanted);
        foreach (var role in configuration.Spawner.OauthRoles)
            wanted.RequireScopesOf(role, "Spawner.oauth_roles");
        await services.ReplaceConfiguredAsync(
            [.. new ConfiguredServices(configuration, wanted, log).All().Select(service => ServiceRegistration.Rows(service, urls))], ct);
        // First the default roles, for the users that the rest creates.
        await roles.ReplaceConfiguredAsync(wanted.Defaults, wanted.Configured, ct);
        if (configuration.Authenticator is { ManageRoles: true } or { ResetManagedRolesOnStartup: true })
            await roles.ReplaceManagedAsync(wanted.Managed, configuration.Authenticator.ResetManagedRolesOnStartup, ct);
        await LoadGroupsAsync(ct);
        await LoadUsersAsync(ct);
        await LoadTokensAsync(wanted.RequireScopesOf(DefaultRoles.TokenName, "JupyterHub.load_roles"), ct);
    }

    private void CheckNames(ConfiguredRoles wanted)
    {
        foreach (var (where, name) in wanted.Configured.SelectMany(role => (role.Users ?? []).Select(user => ($"JupyterHub.load_roles: role {role.Name}", user)))
            .Concat(wanted.Managed.SelectMany(role => (role.Users ?? []).Select(user => ($"Authenticator.managed_roles: role {role.Name}", user))))
            .Concat(configuration.Groups.LoadGroups.SelectMany(group => group.Value.Users.Select(user => ($"JupyterHub.load_groups: group {group.Key}", names.Normalize(user)))))
            .Concat(configuration.Tokens.ApiTokens.Values.Select(user => ("JupyterHub.api_tokens", names.Normalize(user)))))
        {
            if (!names.IsValid(name))
                throw new InvalidInputException($"{where}: '{name}' is no valid user name");
        }
    }

    private void CheckScopes()
    {
        var mistakes = configuration.Roles.LoadRoles.Concat(configuration.Authenticator.ManagedRoles)
            .SelectMany(role => table.MistakesIn(role.Scopes ?? [], $"role {role.Name}"))
            .Concat(table.MistakesIn(configuration.Roles.ExtraUserScopes, "JupyterHub.extra_user_scopes"))
            .Concat(configuration.Services.Services.SelectMany(
                service => table.MistakesIn(service.OauthClientAllowedScopes, $"service {service.Name}")))
            .Concat(table.MistakesIn(configuration.Spawner.ServerTokenScopes, "Spawner.server_token_scopes"))
            .Concat(table.MistakesIn(configuration.Spawner.OauthClientAllowedScopes, "Spawner.oauth_client_allowed_scopes"))
            .ToList();
        if (mistakes.Count > 0)
            throw new InvalidInputException(string.Join("\n", mistakes));
    }

    private async Task LoadGroupsAsync(CancellationToken ct)
    {
        foreach (var (name, definition) in configuration.Groups.LoadGroups)
        {
            var members = definition.Users.Select(names.Normalize).Distinct().ToList();
            await users.CreateAsync(members, admin: false, ct);
            await groups.EnsureAsync(name, members, definition.Properties is null ? null : JsonSerializer.SerializeToNode(definition.Properties)!.AsObject(), ct);
        }
    }

    private async Task LoadUsersAsync(CancellationToken ct)
    {
        foreach (var name in configuration.Authenticator.AdminUsers.Select(names.Normalize))
        {
            if (!names.IsValid(name))
                throw new InvalidInputException($"Authenticator.admin_users: '{name}' is no valid user name");
            await users.SignedInAsync(name, admin: true, ct);
        }

        var allowed = configuration.Authenticator.AllowedUsers.Select(names.Normalize).ToList();
        if (allowed.FirstOrDefault(name => !names.IsValid(name)) is { } invalid)
            throw new InvalidInputException($"Authenticator.allowed_users: '{invalid}' is no valid user name");
        await users.CreateAsync(allowed, admin: false, ct);
        await users.GiveDefaultRoleAsync(allowed, ct);
    }

    /// <param name="scopes">Those of the role <c>token</c>, which is what a token has that asks for nothing.</param>
    private async Task LoadTokensAsync(IReadOnlyList<string> scopes, CancellationToken ct)
    {
        var wanted = new List<ApiToken>();
        foreach (var (secret, user) in configuration.Tokens.ApiTokens)
        {
            var name = names.Normalize(user);
            await users.CreateAsync([name], admin: false, ct);
            var owner = await users.FindAsync(name, ct);
            wanted.Add(Token(secret, "JupyterHub.api_tokens", owner!.Id, null, scopes));
        }

        foreach (var (secret, service) in configuration.Tokens.ServiceTokens.Concat(configuration.Services.Services
            .Where(service => !string.IsNullOrEmpty(service.ApiToken))
            .Select(service => KeyValuePair.Create(service.ApiToken!, service.Name))))
        {
            // Another hub with another configuration may have removed it since.
            var owner = await services.FindAsync(service, ct) ?? throw new InvalidInputException($"The service {service} has just been removed");
            wanted.Add(Token(secret, "JupyterHub.services", null, owner.Service.Id, scopes));
        }

        await tokens.ReplaceConfiguredAsync(wanted, ct);
        log.LogDebug("{Count} tokens come from the configuration", wanted.Count);
    }

    private ApiToken Token(string secret, string where, int? userId, int? serviceId, IReadOnlyList<string> scopes)
    {
        if (secret.Length < TokenHash.ShortestSecret)
            throw new InvalidInputException($"{where}: a token has only {secret.Length} characters; it needs {TokenHash.ShortestSecret} at least");
        return new ApiToken
        {
            UserId = userId,
            ServiceId = serviceId,
            Hash = TokenHash.Of(secret),
            Scopes = [.. scopes],
            Created = clock.GetUtcNow(),
            Note = userId is null ? "for service" : "from config",
            FromConfiguration = true,
        };
    }
}
