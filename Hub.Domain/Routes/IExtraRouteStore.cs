namespace Hub.Domain.Routes;

/// <summary>Keeps the routes added by hand.</summary>
public interface IExtraRouteStore
{
    Task<IReadOnlyList<ExtraRoute>> ListAsync(CancellationToken ct);

    /// <summary>Adds a route or points it elsewhere.</summary>
    Task SetAsync(ExtraRoute route, CancellationToken ct);

    /// <summary>False when there was no such route.</summary>
    Task<bool> RemoveAsync(string routespec, CancellationToken ct);
}
