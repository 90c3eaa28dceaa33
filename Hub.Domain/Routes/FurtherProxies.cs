using Microsoft.Extensions.Logging;

namespace Hub.Domain.Routes;

/// <summary>The proxies that get the same routes as the hub's own; somebody else runs them.</summary>
public sealed class FurtherProxies(FurtherProxyOptions options, ConfigurableProxySettings own, TimeProvider clock, ILoggerFactory logs) : IDisposable
{
    public IReadOnlyList<ConfigurableProxy> All { get; } =
    [
        .. options.ApiUrls.Select(url => new ConfigurableProxy(
            own with { Endpoint = new ProxyEndpoint(new Uri(url), options.AuthToken.Length > 0 ? options.AuthToken : own.Endpoint.AuthToken) },
            clock, logs.CreateLogger<ConfigurableProxy>())),
    ];

    public void Dispose()
    {
        foreach (var proxy in All)
            proxy.Dispose();
    }
}
