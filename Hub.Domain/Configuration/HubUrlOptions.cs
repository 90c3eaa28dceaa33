using System.Net;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration;

/// <summary>The addresses as they are written in the configuration; <see cref="HubUrls"/> is what follows from them.</summary>
[TraitClass("JupyterHub")]
public sealed record HubUrlOptions : ICheckedOptions
{
    /// <summary>The address the proxy listens on for the public. Default: empty, all interfaces.</summary>
    public string Ip { get; init; } = "";

    /// <summary>The port the proxy listens on for the public. Default: 8000.</summary>
    [Between(0, 65535)]
    public int Port { get; init; } = 8000;

    /// <summary>The path under which everything is, such as <c>/jupyter/</c>. Default: the path of bind_url, which is <c>/</c>.</summary>
    [UrlPrefix]
    public string? BaseUrl { get; init; }

    /// <summary>
    /// The public address of the proxy in one: protocol, address, port and base_url. Use either this or ip, port and base_url; where
    /// both are given those win. Default: http://:8000.
    /// </summary>
    [HubUrl]
    public string BindUrl { get; init; } = "http://:8000";

    /// <summary>The URL the hub listens on, for the proxy, servers and services only. Default: empty, made of hub_ip and hub_port.</summary>
    [HubUrl]
    public string HubBindUrl { get; init; } = "";

    /// <summary>
    /// The address the hub listens on. Other machines and containers must be able to reach it, if servers run there.
    /// Default: 127.0.0.1.
    /// </summary>
    public string HubIp { get; init; } = "127.0.0.1";

    /// <summary>The port the hub listens on. Default: 8081.</summary>
    [Between(0, 65535)]
    public int HubPort { get; init; } = 8081;

    /// <summary>
    /// The address or host name by which proxy, servers and services reach the hub. Default: empty, hub_ip, or the machine's name
    /// where that is all interfaces.
    /// </summary>
    public string HubConnectIp { get; init; } = "";

    /// <summary>The port by which they reach the hub. Deprecated: use hub_connect_url. Default: 0, hub_port.</summary>
    [Between(0, 65535)]
    public int HubConnectPort { get; init; }

    /// <summary>The URL by which proxy, servers and services reach the hub; it wins over hub_connect_ip. Default: empty.</summary>
    [HubUrl]
    public string HubConnectUrl { get; init; } = "";

    /// <summary>
    /// The URL by which the proxy reaches this one of several hubs, where hub_connect_url leads to any of them; <c>{hostname}</c> in it
    /// becomes the name of the machine or container. Default: empty, hub_connect_url.
    /// </summary>
    [TraitClass("HubProcess")]
    public string ReplicaUrl { get; init; } = "";

    /// <summary>
    /// The URL at which users see the hub, base_url included, where another proxy stands in front, such as
    /// <c>https://hub.example.org/</c>. Default: empty; with subdomain_host that host.
    /// </summary>
    public string PublicUrl { get; init; } = "";

    /// <summary>
    /// The host under which each user gets a host of their own, such as <c>https://hub.example.org</c>; all names below it must lead
    /// to the proxy. Default: empty, one host for all.
    /// </summary>
    public string SubdomainHost { get; init; } = "";

    /// <summary>
    /// How the host of a user or a service is named below subdomain_host: <c>idna</c> keeps names that can be part of a host name, writes
    /// others as international domain names are written, and hashes the rest; <c>legacy</c> escapes with underscores, and all services
    /// share the host <c>services</c>. Default: idna.
    /// </summary>
    public SubdomainHook SubdomainHook { get; init; } = SubdomainHook.Idna;

    /// <summary>
    /// What part of the traffic is routed to the hub, such as <c>/hub/</c> to leave paths of stopped servers to somebody else.
    /// Default: empty, base_url, or <c>/</c> with subdomain_host.
    /// </summary>
    public string HubRoutespec { get; init; } = "";

    /// <summary>The permissions of the socket's file, where hub_bind_url is a Unix socket, such as 384, which is 600 in octal. Default: 384.</summary>
    [Between(0, 511)]
    public int HubSocketMode { get; init; } = 384;

    /// <summary>The file of the private key with which the proxy serves HTTPS. Only together with ssl_cert. Default: empty, plain HTTP.</summary>
    public string SslKey { get; init; } = "";

    /// <summary>The file of the certificate with which the proxy serves HTTPS. Only together with ssl_key. Default: empty, plain HTTP.</summary>
    public string SslCert { get; init; } = "";

    /// <summary>Does nothing, as in JupyterHub, where it is deprecated. Default: false.</summary>
    public bool ConfirmNoSsl { get; init; }

    /// <summary>
    /// Proxies before ours whose word on the client counts (X-Forwarded-For, -Proto, -Host): addresses, or networks such as
    /// <c>10.0.0.0/8</c>. Proxies on this machine are believed in any case. Default: none.
    /// </summary>
    public IReadOnlyList<string> TrustedDownstreamIps { get; init; } = [];

    /// <summary>The header in which a trusted proxy says which host the browser asked for. Default: empty, X-Forwarded-Host.</summary>
    public string ForwardedHostHeader { get; init; } = "";

    /// <summary>The networks of trusted_downstream_ips; what is none is reported by the check.</summary>
    public IReadOnlyList<IPNetwork> TrustedNetworks => [.. TrustedDownstreamIps.Select(Network).OfType<IPNetwork>()];

    public string EffectiveForwardedHostHeader => ForwardedHostHeader.Length > 0 ? ForwardedHostHeader : "X-Forwarded-Host";

    /// <summary>Works out the addresses.</summary>
    /// <param name="machineName">The name by which other machines know this one.</param>
    public HubUrls Resolve(string machineName) => HubUrls.From(this, machineName);

    public IEnumerable<OptionProblem> Check()
    {
        if (!HubAddress.TryParse(BindUrl, out var bind) || (HubBindUrl.Length > 0 && !HubAddress.TryParse(HubBindUrl, out _)))
            yield break;
        var partsGiven = Ip.Length > 0 || Port != 8000 || (BaseUrl is not null && BaseUrl != "/");
        if (partsGiven && BindUrl != new HubUrlOptions().BindUrl)
        {
            yield return new OptionProblem(nameof(BindUrl), "is given beside ip, port or base_url, which win", "one way or the other")
            { IsWarning = true };
        }

        if (HubConnectPort > 0)
            yield return new OptionProblem(nameof(HubConnectPort), "is deprecated", "JupyterHub.hub_connect_url") { IsWarning = true };
        if (HubBindUrl.StartsWith("http+unix", StringComparison.Ordinal) && HubConnectUrl.Length == 0)
        {
            yield return new OptionProblem(nameof(HubBindUrl), "is a socket, which servers and services may be unable to reach",
                "JupyterHub.hub_connect_url beside it")
            { IsWarning = true };
        }

        if (ReplicaUrl.Length > 0 && new HttpUrlAttribute().Problem(HubUrls.OfReplica(ReplicaUrl, "name")) is not null)
            yield return new OptionProblem(nameof(ReplicaUrl), "is not a URL", "a URL such as http://{hostname}:8081");
        for (var i = 0; i < TrustedDownstreamIps.Count; i++)
        {
            if (Network(TrustedDownstreamIps[i]) is null)
            {
                yield return new OptionProblem(nameof(TrustedDownstreamIps), "is neither an address nor a network", "such as 10.0.0.1 or 10.0.0.0/8")
                { Path = $"[{i}]" };
            }
        }

        if (SslKey.Length > 0 != SslCert.Length > 0)
        {
            yield return new OptionProblem(
                SslKey.Length > 0 ? nameof(SslKey) : nameof(SslCert), "is given alone", "JupyterHub.ssl_key together with JupyterHub.ssl_cert");
        }

        if (ConfirmNoSsl)
            yield return new OptionProblem(nameof(ConfirmNoSsl), "does nothing", "leaving it out") { IsWarning = true };

        foreach (var (property, value) in new[] { (nameof(PublicUrl), PublicUrl), (nameof(SubdomainHost), SubdomainHost) })
        {
            if (value.Length > 0 && new HttpUrlAttribute().Problem(HubUrls.WithScheme(value)) is not null)
                yield return new OptionProblem(property, "is not a URL", "a URL such as https://hub.example.org");
        }

        var baseUrl = HubUrls.EffectiveBaseUrl(this, bind);
        if (Uri.TryCreate(HubUrls.WithScheme(PublicUrl), UriKind.Absolute, out var url) && url.AbsolutePath != "/"
            && !(url.AbsolutePath.TrimEnd('/') + "/").EndsWith(baseUrl, StringComparison.Ordinal))
        {
            yield return new OptionProblem(nameof(PublicUrl), "does not end in base_url", $"a URL that ends in {baseUrl}");
        }
    }

    private static IPNetwork? Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
