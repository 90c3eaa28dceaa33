using Hub.Proxy.Tls;

namespace Hub.Proxy.Upstream;

/// <summary>What all pools have in common.</summary>
internal sealed record UpstreamSettings
{
    public int MaxIdlePerTarget { get; init; } = 256;

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public required ClientTls Tls { get; init; }
}
