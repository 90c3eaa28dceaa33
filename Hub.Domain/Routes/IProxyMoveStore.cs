namespace Hub.Domain.Routes;

/// <summary>Keeps where a proxy has been moved to, for all hubs that keep its routes.</summary>
public interface IProxyMoveStore
{
    /// <param name="proxy">As those hubs name it.</param>
    Task<ProxyEndpoint?> FindAsync(string proxy, CancellationToken ct);

    /// <summary>Tells all of them. Null takes it back.</summary>
    Task SetAsync(string proxy, ProxyEndpoint? endpoint, CancellationToken ct);
}
