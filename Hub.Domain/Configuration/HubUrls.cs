namespace Hub.Domain.Configuration;

/// <summary>The addresses of the whole system, worked out from the configuration as JupyterHub does.</summary>
public sealed record HubUrls
{
    /// <summary>The path under which everything is; begins and ends with a slash.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>The path of the hub itself: base_url and <c>hub/</c>.</summary>
    public string HubPrefix => BaseUrl + "hub/";

    /// <summary>Where the proxy listens for the public; its path is base_url.</summary>
    public required HubAddress PublicBind { get; init; }

    /// <summary>Where the hub listens; its path is the hub's prefix.</summary>
    public required HubAddress HubBind { get; init; }

    /// <summary>The URL by which proxy, servers and services reach the hub, with the hub's prefix.</summary>
    public required string HubConnectUrl { get; init; }

    /// <summary>Where the proxy reaches this replica of the hub, without a path.</summary>
    public required string ReplicaUrl { get; init; }

    /// <summary>The URL of the hub's API for servers and services.</summary>
    public string HubApiUrl => HubConnectUrl + "api";

    /// <summary>The URL users see, base_url included; empty when it is to be taken from each request.</summary>
    public required string PublicUrl { get; init; }

    /// <summary>Scheme, host and port users see; empty when they are to be taken from each request.</summary>
    public string PublicHost => PublicUrl.Length == 0 ? "" : new Uri(PublicUrl).GetLeftPart(UriPartial.Authority);

    /// <summary>Scheme, host and port below which each user has a host; empty without subdomains.</summary>
    public required string SubdomainHost { get; init; }

    public SubdomainHook SubdomainHook { get; init; }

    /// <summary>Whether each user has a host of their own.</summary>
    public bool HasSubdomains => SubdomainHost.Length > 0;

    /// <summary>The domain of the hub, without scheme and port; empty when unknown.</summary>
    public string Domain => PublicUrl.Length == 0 ? "" : new Uri(PublicUrl).Host;

    /// <summary>What the proxy routes to the hub.</summary>
    public required string HubRoutespec { get; init; }

    /// <summary>A URL for people at this machine to open in a browser.</summary>
    public string BrowserUrl => PublicUrl.Length > 0
        ? PublicUrl
        : (PublicBind.IsAnyInterface ? PublicBind with { Ip = "127.0.0.1" } : PublicBind).Url;

    /// <summary>The host name of a user's servers; null without subdomains.</summary>
    public string? UserDomain(string name) => HasSubdomains ? $"{SubdomainLabel.OfUser(name, SubdomainHook)}.{Domain}" : null;

    /// <summary>The host name of a service; null without subdomains.</summary>
    public string? ServiceDomain(string name) =>
        HasSubdomains ? $"{SubdomainLabel.OfService(name, SubdomainHook)}.{new Uri(SubdomainHost).Host}" : null;

    /// <summary>Scheme, host and port of a user's servers; empty without subdomains, when it is that of the request.</summary>
    public string UserOrigin(string name) => OriginOf(UserDomain(name));

    /// <summary>Scheme, host and port of a service; empty without subdomains.</summary>
    public string ServiceOrigin(string name) => OriginOf(ServiceDomain(name));

    private string OriginOf(string? domain)
    {
        if (domain is null)
            return "";
        var host = new Uri(SubdomainHost);
        return host.IsDefaultPort ? $"{host.Scheme}://{domain}" : $"{host.Scheme}://{domain}:{host.Port}";
    }

    internal static HubUrls From(HubUrlOptions options, string machineName)
    {
        var bind = Parse(options.BindUrl);
        var baseUrl = EffectiveBaseUrl(options, bind);
        // As JupyterHub: setting one of ip, port and base_url replaces the whole host of bind_url.
        if (options.Ip.Length > 0 || options.Port != 8000 || (options.BaseUrl is not null && options.BaseUrl != "/"))
            bind = bind with { Ip = Unbracketed(options.Ip), Port = options.Port, SocketPath = null, Scheme = NetworkScheme(bind.Scheme) };
        // As JupyterHub: with a certificate the proxy speaks HTTPS.
        if (options.SslCert.Length > 0 && bind.Scheme == "http")
            bind = bind with { Scheme = "https" };
        var subdomainHost = WithScheme(options.SubdomainHost).TrimEnd('/');
        var prefix = baseUrl + "hub/";
        var hubBind = options.HubBindUrl.Length > 0
            ? Parse(options.HubBindUrl)
            : new HubAddress("http", Unbracketed(options.HubIp), options.HubPort, null, "");
        return new HubUrls
        {
            BaseUrl = baseUrl,
            PublicBind = bind with { Path = baseUrl },
            HubBind = hubBind with { Path = prefix },
            HubConnectUrl = ConnectUrl(options, hubBind, machineName) + prefix,
            ReplicaUrl = options.ReplicaUrl.Length > 0
                ? WithoutPath(OfReplica(options.ReplicaUrl, machineName))
                : ConnectUrl(options, hubBind, machineName),
            PublicUrl = EffectivePublicUrl(options.PublicUrl, subdomainHost, baseUrl),
            SubdomainHost = subdomainHost,
            SubdomainHook = options.SubdomainHook,
            HubRoutespec = Routespec(options.HubRoutespec, subdomainHost, baseUrl),
        };
    }

    internal static string EffectiveBaseUrl(HubUrlOptions options, HubAddress bind) => options.BaseUrl ?? Slashed(bind.Path);

    internal static string WithScheme(string url) => url.Length == 0 || url.Contains("://") ? url : "https://" + url;

    internal static string OfReplica(string url, string machineName) => url.Replace("{hostname}", machineName, StringComparison.Ordinal);

    private static HubAddress Parse(string url) => HubAddress.TryParse(url, out var address)
        ? address
        : throw new FormatException($"Not a URL to listen on: {url}");

    private static string ConnectUrl(HubUrlOptions options, HubAddress hubBind, string machineName)
    {
        if (options.HubConnectUrl.Length > 0)
            return WithoutPath(options.HubConnectUrl);
        if (hubBind.SocketPath is not null)
            return hubBind.Origin;
        var ip = options.HubConnectIp.Length > 0 ? Unbracketed(options.HubConnectIp) : hubBind.IsAnyInterface ? machineName : hubBind.Ip;
        return (hubBind with { Ip = ip, Port = options.HubConnectPort > 0 ? options.HubConnectPort : hubBind.Port }).Origin;
    }

    // As it is written: a port that was left out stays out.
    private static string WithoutPath(string url) => url.IndexOf('/', url.IndexOf("://", StringComparison.Ordinal) + 3) is >= 0 and var path
        ? url[..path]
        : url;

    private static string EffectivePublicUrl(string publicUrl, string subdomainHost, string baseUrl)
    {
        if (publicUrl.Length == 0)
            return subdomainHost.Length == 0 ? "" : subdomainHost + baseUrl;
        var url = WithScheme(publicUrl).TrimEnd('/') + "/";
        return url.EndsWith(baseUrl, StringComparison.Ordinal) ? url : url.TrimEnd('/') + baseUrl;
    }

    private static string Routespec(string configured, string subdomainHost, string baseUrl)
    {
        if (configured.Length == 0)
            return subdomainHost.Length > 0 ? "/" : baseUrl;
        var closed = configured.EndsWith('/') ? configured : configured + "/";
        return subdomainHost.Length > 0 || closed.StartsWith('/') ? closed : "/" + closed;
    }

    private static string NetworkScheme(string scheme) => scheme == "http+unix" ? "http" : scheme;

    private static string Unbracketed(string ip) => ip.StartsWith('[') && ip.EndsWith(']') ? ip[1..^1] : ip == "*" ? "" : ip;

    private static string Slashed(string path) => path.Trim('/') is { Length: > 0 } inner ? $"/{inner}/" : "/";
}
