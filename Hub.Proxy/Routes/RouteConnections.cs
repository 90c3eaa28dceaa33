using Hub.Proxy.Balancing;
using Hub.Proxy.Upstream;

namespace Hub.Proxy.Routes;

/// <summary>What a route has while it is in the table: the connections to its target, or to each of its targets.</summary>
internal sealed class RouteConnections(UpstreamPools pools, TargetWatch watch)
{
    public void Open(Route route)
    {
        if (route.Addresses is { } addresses) route.Targets = watch.Enter(addresses, route.HealthPath);
        else if (route.Address is { } address) route.Pool = pools.Enter(address);
    }

    public void Close(Route route)
    {
        if (route.Targets is { } targets) watch.Leave(targets);
        if (route.Pool is { } pool) pools.Leave(pool);
    }
}
