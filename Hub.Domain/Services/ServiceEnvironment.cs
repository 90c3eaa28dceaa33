using System.Text.Json;
using Hub.Domain.Access;
using Hub.Domain.Configuration;
using Hub.Domain.Spawners;

namespace Hub.Domain.Services;

/// <summary>The environment of a managed service: everything JupyterHub tells its services.</summary>
public sealed class ServiceEnvironment(HubUrls urls, SpawnerOptions spawner, SessionOptions sessions, AccessOptions access)
{
    /// <summary>What programs need to run at all, from the hub's own environment, beside what <c>Spawner.env_keep</c> names.</summary>
    private static readonly string[] Needed =
        ["PATH", "HOME", "USER", "SHELL", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "PYTHONPATH", "CONDA_ROOT", "CONDA_DEFAULT_ENV", "VIRTUAL_ENV"];

    /// <param name="token">Its API token, which is also its OAuth secret.</param>
    public Dictionary<string, string> Of(ServiceDefinition service, string token)
    {
        var variables = new Dictionary<string, string>(
            SpawnEnvironment.Keep(Needed.Concat(spawner.EnvKeep), Environment.GetEnvironmentVariable), StringComparer.Ordinal);
        AddIdentity(variables, service, token);
        AddUrls(variables, service);
        if (sessions.CookieOptions.Count > 0)
            variables["JUPYTERHUB_COOKIE_OPTIONS"] = JsonSerializer.Serialize(sessions.CookieOptions);
        variables["JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED"] = sessions.CookieHostPrefixEnabled ? "1" : "0";
        if (access.AdminAccess)
            variables["JUPYTERHUB_ADMIN_ACCESS"] = "1";
        foreach (var (name, value) in service.Environment)
            variables[name] = value;
        return variables;
    }

    private static void AddIdentity(Dictionary<string, string> variables, ServiceDefinition service, string token)
    {
        variables["JUPYTERHUB_SERVICE_NAME"] = service.Name;
        variables["JUPYTERHUB_API_TOKEN"] = token;
        variables["JUPYTERHUB_CLIENT_ID"] = service.EffectiveOauthClientId;
        variables["JUPYTERHUB_USER"] = service.User ?? "";
        variables["JUPYTERHUB_SERVER_NAME"] = "";
        variables["JUPYTERHUB_OAUTH_ACCESS_SCOPES"] = JsonSerializer.Serialize(
            (string[])["access:services", $"access:services!service={service.Name}"]);
        // The name before JupyterHub 3.0.
        variables["JUPYTERHUB_OAUTH_SCOPES"] = variables["JUPYTERHUB_OAUTH_ACCESS_SCOPES"];
        variables["JUPYTERHUB_OAUTH_CLIENT_ALLOWED_SCOPES"] = JsonSerializer.Serialize(service.OauthClientAllowedScopes);
    }

    private void AddUrls(Dictionary<string, string> variables, ServiceDefinition service)
    {
        var prefix = Routes.Routespec.ForService(urls.BaseUrl, service.Name).Text;
        variables["JUPYTERHUB_API_URL"] = urls.HubApiUrl;
        variables["JUPYTERHUB_BASE_URL"] = urls.BaseUrl;
        variables["JUPYTERHUB_HOST"] = urls.SubdomainHost.Length > 0 ? urls.PublicHost : "";
        variables["JUPYTERHUB_PUBLIC_HUB_URL"] = urls.PublicUrl.Length == 0 ? "" : $"{urls.PublicUrl}hub/";
        variables["JUPYTERHUB_PUBLIC_URL"] = "";
        variables["JUPYTERHUB_OAUTH_CALLBACK_URL"] = service.OauthRedirectUri ?? "";
        if (string.IsNullOrEmpty(service.Url))
            return;
        variables["JUPYTERHUB_SERVICE_URL"] = service.Url;
        variables["JUPYTERHUB_SERVICE_PREFIX"] = prefix;
        variables["JUPYTERHUB_PUBLIC_URL"] = urls.PublicUrl.Length == 0 ? "" : $"{urls.PublicUrl}{prefix[urls.BaseUrl.Length..]}";
        if (string.IsNullOrEmpty(service.OauthRedirectUri))
            variables["JUPYTERHUB_OAUTH_CALLBACK_URL"] = $"{urls.ServiceOrigin(service.Name)}{prefix}oauth_callback";
    }
}
