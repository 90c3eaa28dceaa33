using Hub.Domain.Replicas;
using Hub.Domain.Routes;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Upkeep;

/// <summary>
/// Has all hubs that keep the routes of one proxy go on with another, when one of them is told over REST. As in JupyterHub that lasts
/// as long as they run: the first hub to start where none is left goes by its configuration.
/// </summary>
public sealed class ProxyMoves(IProxyMoveStore store, ReplicaPresence presence, ConfigurableProxy proxy, ILogger<ProxyMoves> log) : IDisposable
{
    /// <summary>One at a time: what was read before a move must not undo it.</summary>
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>What a hub does when it has come up: it joins those that are there.</summary>
    public async Task JoinAsync(CancellationToken ct)
    {
        if (await presence.HasCompanyAsync(ct))
            await FollowAsync(ct);
        else if (await store.FindAsync(presence.Proxy, ct) is not null)
            await store.SetAsync(presence.Proxy, null, ct);
    }

    public async Task MoveAsync(ProxyEndpoint endpoint, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            await store.SetAsync(presence.Proxy, endpoint, ct);
            proxy.Endpoint = endpoint;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Goes where another hub was told to go.</summary>
    public async Task FollowAsync(CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            if (await store.FindAsync(presence.Proxy, ct) is not { } endpoint || endpoint == proxy.Endpoint)
                return;
            proxy.Endpoint = endpoint;
            log.LogInformation("The routes go to the proxy at {Proxy} from now on, as another hub was told", endpoint);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}
