using Hub.Domain.Configuration;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Routes;

/// <summary>Where the proxy is, whether the hub starts it, and how the hub talks to it.</summary>
[TraitClass("ConfigurableHTTPProxy")]
public sealed record ProxyClientOptions : ICheckedOptions
{
    /// <summary>The class that talks to the proxy; one that speaks the protocol of configurable-http-proxy is all there is.</summary>
    [TraitClass("JupyterHub"), Pluggable("Proxy")]
    public string ProxyClass { get; init; } = "configurable-http-proxy";

    /// <summary>Whether the hub starts the proxy, watches it and stops it. False: somebody else does. Default: true.</summary>
    [TraitClass("Proxy")]
    public bool ShouldStart { get; init; } = true;

    /// <summary>
    /// Further routes the hub keeps in the proxy, as <c>{"/path/": "http://127.0.0.1:9000"}</c>; with subdomain_host the path begins
    /// with a host name. Default: none.
    /// </summary>
    [TraitClass("Proxy")]
    public IReadOnlyDictionary<string, string> ExtraRoutes { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the proxy is stopped when the hub stops, if the hub has started it. Default: true.</summary>
    [TraitClass("JupyterHub")]
    public bool CleanupProxy { get; init; } = true;

    /// <summary>The URL of the proxy's own API. Default: empty, http://127.0.0.1:8001.</summary>
    [HubUrl]
    public string ApiUrl { get; init; } = "";

    /// <summary>The deprecated way to say the host of api_url. Default: empty.</summary>
    [TraitClass("JupyterHub")]
    public string ProxyApiIp { get; init; } = "";

    /// <summary>The deprecated way to say the port of api_url. Default: 0, not said.</summary>
    [TraitClass("JupyterHub"), Between(0, 65535)]
    public int ProxyApiPort { get; init; }

    /// <summary>
    /// The token the proxy's API asks for; also taken from the environment variable CONFIGPROXY_AUTH_TOKEN. Default: empty, a new one
    /// at each start, which is only possible while should_start is true.
    /// </summary>
    [Secret, EnvironmentDefault("CONFIGPROXY_AUTH_TOKEN")]
    public string AuthToken { get; init; } = "";

    /// <summary>
    /// The command that starts the proxy, a list or one string. Default: configurable-http-proxy, for which the hub takes its own
    /// proxy as long as nothing else is said.
    /// </summary>
    [Command]
    public IReadOnlyList<string> Command { get; init; } = ["configurable-http-proxy"];

    /// <summary>Seconds between two looks at whether the proxy still runs. Default: 5.</summary>
    [Between(1, int.MaxValue)]
    public TimeSpan CheckRunningInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What the proxy's files may not allow others, as a number, such as 7, which is 007 in octal. Default: 7.</summary>
    [Between(0, 511)]
    public int CommandUmask { get; init; } = 7;

    /// <summary>How many requests to the proxy's API may be under way at once; more wait. Default: 10.</summary>
    [Between(1, int.MaxValue)]
    public int Concurrency { get; init; } = 10;

    /// <summary>How much the proxy logs: debug, info, warn or error. Default: info.</summary>
    public ProxyLogLevel LogLevel { get; init; } = ProxyLogLevel.Info;

    /// <summary>Whether the proxy logs debug messages, whatever log_level says. Default: false.</summary>
    public bool Debug { get; init; }

    /// <summary>The file that holds the process id of the proxy, so that the next hub finds it. Default: jupyterhub-proxy.pid.</summary>
    public string PidFile { get; init; } = "jupyterhub-proxy.pid";

    /// <summary>The log level that counts, debug considered.</summary>
    public ProxyLogLevel EffectiveLogLevel => Debug ? ProxyLogLevel.Debug : LogLevel;

    /// <summary>Whether nobody chose a command, so that the hub's own proxy is meant.</summary>
    public bool UsesOwnProxy => Command is ["configurable-http-proxy"];

    /// <summary>The URL of the proxy's API, all defaults considered.</summary>
    /// <param name="publicPort">The public port: the deprecated proxy_api_ip without a port means the one after it.</param>
    public string EffectiveApiUrl(int publicPort)
    {
        // As JupyterHub: setting either of the deprecated two wins over api_url.
        if (ProxyApiIp.Length > 0 || ProxyApiPort > 0)
        {
            var ip = ProxyApiIp.Length > 0 ? ProxyApiIp : "127.0.0.1";
            return $"http://{(ip.Contains(':') ? $"[{ip}]" : ip)}:{(ProxyApiPort > 0 ? ProxyApiPort : publicPort + 1)}";
        }

        return ApiUrl.Length > 0 ? ApiUrl.TrimEnd('/') : "http://127.0.0.1:8001";
    }

    /// <summary>As JupyterHub: with hosts a route without one is ambiguous, and without hosts one with a host.</summary>
    public IEnumerable<OptionProblem> CheckWith(HubConfiguration all)
    {
        var byHost = all.Urls.SubdomainHost.Length > 0;
        return ExtraRoutes.Keys.Where(route => route.StartsWith('/') == byHost).Select(route => new OptionProblem(
            nameof(ExtraRoutes),
            byHost ? "the route has no host, which it needs with JupyterHub.subdomain_host" : "the route does not begin with a slash",
            byHost ? "a host and a path such as example.org/path/" : "a path such as /path/")
        { Path = $"[\"{route}\"]" });
    }

    public IEnumerable<OptionProblem> Check()
    {
        if (!ShouldStart && AuthToken.Length == 0)
        {
            yield return new OptionProblem(nameof(AuthToken), "is missing, which is not possible while should_start is false",
                "the token of the running proxy, here or in CONFIGPROXY_AUTH_TOKEN");
        }

        if (ProxyApiIp.Length > 0 || ProxyApiPort > 0)
        {
            yield return new OptionProblem(ProxyApiIp.Length > 0 ? nameof(ProxyApiIp) : nameof(ProxyApiPort),
                "is deprecated", "ConfigurableHTTPProxy.api_url")
            { IsWarning = true };
        }

        foreach (var (route, target) in ExtraRoutes)
        {
            if (new HttpUrlAttribute().Problem(target) is { } problem || target.Length == 0)
            {
                yield return new OptionProblem(nameof(ExtraRoutes), "the target is not a URL", "a target such as http://127.0.0.1:9000")
                { Path = $"[\"{route}\"]" };
            }
        }
    }
}

/// <summary>How much the proxy logs.</summary>
public enum ProxyLogLevel
{
    Debug,
    Info,
    Warn,
    Error,
}
