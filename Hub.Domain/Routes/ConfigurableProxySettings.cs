namespace Hub.Domain.Routes;

/// <summary>How the hub talks to one proxy.</summary>
public sealed record ConfigurableProxySettings(ProxyEndpoint Endpoint)
{
    /// <summary>Whether the first segment of the table's keys is a host.</summary>
    public bool HostRouting { get; init; }

    /// <summary>Requests under way at once; more would only wait at the proxy, and time out there.</summary>
    public int Concurrency { get; init; } = 10;

    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a request that fails for a passing reason is tried again.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(30);
}
