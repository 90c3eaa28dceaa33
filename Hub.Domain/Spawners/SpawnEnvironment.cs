using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Domain.Errors;
using Hub.Domain.Scopes;

namespace Hub.Domain.Spawners;

/// <summary>The environment of a server: everything a hub tells <c>jupyterhub-singleuser</c>.</summary>
public sealed record SpawnEnvironment
{
    public required string UserName { get; init; }

    /// <summary>Empty for the default server.</summary>
    public required string ServerName { get; init; }

    /// <summary>The deployment's prefix, with a slash at both ends.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>The server's own path, with a slash at both ends.</summary>
    public required string Prefix { get; init; }

    /// <summary>The hub's API as the server reaches it, such as <c>http://127.0.0.1:8081/hub/api</c>.</summary>
    public required string ApiUrl { get; init; }

    /// <summary>Also the secret of the server's OAuth client.</summary>
    public required string ApiToken { get; init; }

    /// <summary>As configured, before the hub adds the server's own access scope.</summary>
    public IReadOnlyList<string> AllowedScopes { get; init; } = [];

    /// <summary>The public origin of the hub; empty when unknown.</summary>
    public string PublicHost { get; init; } = "";

    /// <summary>The public origin of the user's servers; empty without subdomains.</summary>
    public string UserHost { get; init; } = "";

    /// <summary>Empty when unknown.</summary>
    public string PublicUrl { get; init; } = "";

    /// <summary>Empty when unknown.</summary>
    public string PublicHubUrl { get; init; } = "";

    public bool CookieHostPrefix { get; init; }

    public JsonObject? CookieOptions { get; init; }

    public bool AdminAccess { get; init; }

    /// <summary>May hold <c>{username}</c> and <c>{base_url}</c>, as may <see cref="DefaultUrl"/>.</summary>
    public string NotebookDir { get; init; } = "";

    public string DefaultUrl { get; init; } = "";

    public bool Debug { get; init; }

    public bool DisableUserConfig { get; init; }

    /// <summary>Bytes.</summary>
    public long? MemLimit { get; init; }

    public long? MemGuarantee { get; init; }

    /// <summary>Cores.</summary>
    public double? CpuLimit { get; init; }

    public double? CpuGuarantee { get; init; }

    /// <summary>What <c>env_keep</c> lets through from the hub's own environment.</summary>
    public IReadOnlyDictionary<string, string> Kept { get; init; } = new Dictionary<string, string>();

    /// <summary><c>Spawner.environment</c>: wins over everything else here.</summary>
    public IReadOnlyDictionary<string, string> Overrides { get; init; } = new Dictionary<string, string>();

    /// <summary>The variables that <c>env_keep</c> names and the hub has.</summary>
    public static IReadOnlyDictionary<string, string> Keep(IEnumerable<string> names, Func<string, string?> read) =>
        names.Distinct().Select(name => (name, value: read(name)))
            .Where(pair => pair.value is not null)
            .ToDictionary(pair => pair.name, pair => pair.value!);

    /// <summary>All variables of a server that listens there.</summary>
    public Dictionary<string, string> VariablesAt(string ip, int port, string scheme = "http")
    {
        var variables = new Dictionary<string, string>(Kept, StringComparer.Ordinal);
        AddIdentity(variables);
        AddUrls(variables, ServerUrls.Bind(scheme, ip, port));
        AddSettings(variables);
        AddResources(variables);
        foreach (var (name, value) in Overrides)
            variables[name] = FillKnown(value);
        return variables;
    }

    private void AddIdentity(Dictionary<string, string> variables)
    {
        string[] access =
        [
            $"access:servers!server={ServerFullName.Of(UserName, ServerName)}",
            $"access:servers!user={UserName}",
        ];
        variables["JUPYTERHUB_API_TOKEN"] = ApiToken;
        // For servers older than JupyterHub 0.7.2.
        variables["JPY_API_TOKEN"] = ApiToken;
        variables["JUPYTERHUB_CLIENT_ID"] = ServerUrls.ClientId(UserName, ServerName);
        variables["JUPYTERHUB_USER"] = UserName;
        variables["JUPYTERHUB_SERVER_NAME"] = ServerName;
        variables["JUPYTERHUB_OAUTH_ACCESS_SCOPES"] = JsonSerializer.Serialize(access);
        // The name before JupyterHub 3.0.
        variables["JUPYTERHUB_OAUTH_SCOPES"] = variables["JUPYTERHUB_OAUTH_ACCESS_SCOPES"];
        variables["JUPYTERHUB_OAUTH_CLIENT_ALLOWED_SCOPES"] = JsonSerializer.Serialize(AllowedScopes);
    }

    private void AddUrls(Dictionary<string, string> variables, string bind)
    {
        variables["JUPYTERHUB_API_URL"] = ApiUrl;
        variables["JUPYTERHUB_ACTIVITY_URL"] = $"{ApiUrl.TrimEnd('/')}/users/{ServerUrls.Escape(UserName)}/activity";
        variables["JUPYTERHUB_BASE_URL"] = BaseUrl;
        variables["JUPYTERHUB_SERVICE_PREFIX"] = Prefix;
        variables["JUPYTERHUB_SERVICE_URL"] = bind + Prefix;
        variables["JUPYTERHUB_OAUTH_CALLBACK_URL"] = $"{UserHost}{Prefix}oauth_callback";
        variables["JUPYTERHUB_HOST"] = PublicHost;
        variables["JUPYTERHUB_PUBLIC_URL"] = PublicUrl;
        variables["JUPYTERHUB_PUBLIC_HUB_URL"] = PublicHubUrl;
    }

    private void AddSettings(Dictionary<string, string> variables)
    {
        variables["JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED"] = CookieHostPrefix ? "1" : "0";
        if (CookieOptions is { Count: > 0 })
            variables["JUPYTERHUB_COOKIE_OPTIONS"] = CookieOptions.ToJsonString();
        if (AdminAccess)
            variables["JUPYTERHUB_ADMIN_ACCESS"] = "1";
        if (NotebookDir.Length > 0)
            variables["JUPYTERHUB_ROOT_DIR"] = Fill(NotebookDir);
        if (DefaultUrl.Length > 0)
            variables["JUPYTERHUB_DEFAULT_URL"] = Fill(DefaultUrl);
        if (Debug)
            variables["JUPYTERHUB_DEBUG"] = "1";
        if (DisableUserConfig)
            variables["JUPYTERHUB_DISABLE_USER_CONFIG"] = "1";
    }

    private void AddResources(Dictionary<string, string> variables)
    {
        // As JupyterHub: zero is the same as not set.
        if (MemLimit is > 0)
            variables["MEM_LIMIT"] = MemLimit.Value.ToString(CultureInfo.InvariantCulture);
        if (MemGuarantee is > 0)
            variables["MEM_GUARANTEE"] = MemGuarantee.Value.ToString(CultureInfo.InvariantCulture);
        if (CpuLimit is > 0)
            variables["CPU_LIMIT"] = Cores(CpuLimit.Value);
        if (CpuGuarantee is > 0)
            variables["CPU_GUARANTEE"] = Cores(CpuGuarantee.Value);
    }

    private string Fill(string template)
    {
        try
        {
            return NameTemplate.Fill(template, new Dictionary<string, string> { ["username"] = UserName, ["base_url"] = Prefix });
        }
        catch (FormatException mistake)
        {
            throw new SpawnFailedException("The configuration of this hub's servers has a mistake; please tell its operator.", mistake)
            {
                Detail = mistake.Message,
            };
        }
    }

    /// <summary>Only these names in braces are filled in: a value may well be JSON, or a template of somebody else.</summary>
    private string FillKnown(string value) => value.Contains('{')
        ? value.Replace("{username}", UserName, StringComparison.Ordinal).Replace("{servername}", ServerName, StringComparison.Ordinal)
            .Replace("{prefix}", Prefix, StringComparison.Ordinal).Replace("{base_url}", BaseUrl, StringComparison.Ordinal)
        : value;

    /// <summary>With a decimal point always, as Python writes a float.</summary>
    private static string Cores(double cores) => cores.ToString("0.0###############", CultureInfo.InvariantCulture);
}
