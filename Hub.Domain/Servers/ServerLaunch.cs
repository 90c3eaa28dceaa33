using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Domain.Access;
using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Domain.OAuth;
using Hub.Domain.Roles;
using Hub.Domain.Scopes;
using Hub.Domain.Spawners;
using Hub.Domain.Tokens;
using Hub.Domain.Users;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Servers;

/// <summary>Puts together what a start needs: the options that hold for this user, the credentials, the environment.</summary>
public sealed class ServerLaunch(
    IAccessStore access, IRoleStore roles, ServerAddresses addresses, HubUrls urls, SpawnerOptions options, SessionOptions sessions,
    AccessOptions accessOptions, LoginRefresh refresh, AuthStateKeeper states, TimeProvider clock, ILogger<ServerLaunch> log)
{
    /// <exception cref="InvalidInputException">The user's options do not fit the traits they are mapped to.</exception>
    /// <exception cref="ForbiddenException">The user has to sign in again.</exception>
    public async Task<(SpawnRequest Request, ServerCredentials Credentials)> PrepareAsync(User user, Server server, CancellationToken ct)
    {
        await refresh.BeforeStartAsync(user, ct);
        var own = await WithRolesAsync(await WithAuthStateAsync(user, await OptionsForAsync(user, server, ct), ct), ct);
        var secret = TokenHash.NewSecret();
        var prefix = addresses.Path(user.Name, server.Name);
        var credentials = await CredentialsAsync(user, server, own, secret, prefix, ct);
        var request = new SpawnRequest
        {
            Attempt = Guid.NewGuid(),
            UserName = user.Name,
            ServerName = server.Name,
            Command = [.. own.Cmd, .. own.Args],
            Environment = Environment(user, server, own, secret, prefix),
            Ip = own.Ip,
            Port = own.Port,
            Options = server.UserOptions ?? [],
            StartTimeout = own.StartTimeout,
            HttpTimeout = own.HttpTimeout,
            Traits = own,
        };
        return (request, credentials);
    }

    /// <summary>The traits that hold for one server: as configured, for its owner's groups, and as its owner chose.</summary>
    /// <exception cref="InvalidInputException">The user's options do not fit the traits they are mapped to.</exception>
    public async Task<SpawnerOptions> OptionsForAsync(User user, Server server, CancellationToken ct)
    {
        var own = options;
        if (options.GroupOverrides.Count > 0)
        {
            var groups = (await access.MembershipsAsync([user.Name], ct)).Select(pair => pair.Group).ToHashSet();
            foreach (var (_, entry) in options.GroupOverrides.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                if (entry.Groups.Any(groups.Contains))
                    own = entry.SpawnerOverride.Aggregate(own, (so, change) => SpawnerOverrides.Apply(so, change.Key, change.Value));
            }
        }

        return ApplyUserOptions(own, server);
    }

    private SpawnerOptions ApplyUserOptions(SpawnerOptions own, Server server)
    {
        foreach (var (option, value) in server.UserOptions ?? [])
        {
            if (!own.ApplyUserOptions.TryGetValue(option, out var trait))
            {
                if (own.ApplyUserOptions.Count > 0)
                    log.LogWarning("The option {Option} of a server sets nothing: Spawner.apply_user_options does not map it", option);
                continue;
            }

            try
            {
                own = value is JsonValue text && text.TryGetValue<string>(out var written)
                    ? SpawnerOverrides.ApplyText(own, trait, written)
                    : SpawnerOverrides.Apply(own, trait, JsonSerializer.SerializeToElement(value));
            }
            catch (FormatException mistake)
            {
                throw new InvalidInputException($"Invalid user options: {option}: {mistake.Message}");
            }
        }

        return own;
    }

    private async Task<SpawnerOptions> WithAuthStateAsync(User user, SpawnerOptions own, CancellationToken ct)
    {
        if (own.AuthStateEnvironment.Count == 0)
            return own;
        var made = AuthStateEnvironment.Of(own.AuthStateEnvironment, await states.ReadAsync(user, ct));
        // What is configured as it is wins over what is made up.
        return own with { Environment = made.Concat(own.Environment).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Last().Value) };
    }

    /// <summary>With the scopes of the roles that older configurations name in their place.</summary>
    private async Task<SpawnerOptions> WithRolesAsync(SpawnerOptions own, CancellationToken ct)
    {
        if (own.OauthRoles.Count == 0 || own.OauthClientAllowedScopes.Count > 0)
            return own;
        var scopes = new List<string>();
        foreach (var name in own.OauthRoles)
            scopes.AddRange((await roles.FindAsync(name, ct))?.Scopes ?? []);
        return own with { OauthClientAllowedScopes = [.. scopes.Distinct()] };
    }

    private async Task<ServerCredentials> CredentialsAsync(
        User user, Server server, SpawnerOptions own, string secret, string prefix, CancellationToken ct)
    {
        var scopes = own.ServerTokenScopes.Count > 0
            ? [.. own.ServerTokenScopes, "users:activity!user"]
            : (await roles.FindAsync(DefaultRoles.ServerName, ct))?.Scopes ?? [.. DefaultRoles.Server.Scopes];
        var token = new ApiToken
        {
            UserId = user.Id,
            Hash = TokenHash.Of(secret),
            Scopes = [.. scopes.Distinct()],
            Created = clock.GetUtcNow(),
            Note = $"Server at {prefix}",
        };
        var client = new OAuthClient
        {
            Identifier = ServerUrls.ClientId(user.Name, server.Name),
            SecretHash = token.Hash,
            RedirectUri = $"{urls.UserOrigin(user.Name)}{prefix}oauth_callback",
            AllowedScopes =
            [
                .. own.OauthClientAllowedScopes
                    .Append($"access:servers!server={ServerFullName.Of(user.Name, server.Name)}").Distinct(),
            ],
            Description = $"Server at {prefix}",
        };
        return new ServerCredentials(token, client);
    }

    private SpawnEnvironment Environment(User user, Server server, SpawnerOptions own, string secret, string prefix) => new()
    {
        UserName = user.Name,
        ServerName = server.Name,
        BaseUrl = urls.BaseUrl,
        Prefix = prefix,
        ApiUrl = own.HubConnectUrl is { Length: > 0 } other ? $"{other.TrimEnd('/')}{urls.HubPrefix}api" : urls.HubApiUrl,
        ApiToken = secret,
        AllowedScopes = own.OauthClientAllowedScopes,
        PublicHost = urls.PublicHost,
        UserHost = urls.UserOrigin(user.Name),
        PublicUrl = addresses.FullUrl(user.Name, server.Name) ?? "",
        PublicHubUrl = urls.PublicUrl.Length == 0 ? "" : $"{urls.PublicUrl}hub/",
        CookieHostPrefix = sessions.CookieHostPrefixEnabled,
        CookieOptions = JsonSerializer.SerializeToNode(sessions.CookieOptions)!.AsObject(),
        AdminAccess = accessOptions.AdminAccess,
        NotebookDir = own.NotebookDir,
        DefaultUrl = own.DefaultUrl,
        Debug = own.Debug,
        DisableUserConfig = own.DisableUserConfig,
        MemLimit = own.MemLimit,
        MemGuarantee = own.MemGuarantee,
        CpuLimit = own.CpuLimit,
        CpuGuarantee = own.CpuGuarantee,
        Kept = SpawnEnvironment.Keep(own.EnvKeep, System.Environment.GetEnvironmentVariable),
        Overrides = own.Environment,
    };
}
