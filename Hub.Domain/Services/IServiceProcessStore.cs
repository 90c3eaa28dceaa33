namespace Hub.Domain.Services;

/// <summary>Keeps where the processes of managed services are.</summary>
public interface IServiceProcessStore
{
    Task<IReadOnlyList<ServiceProcess>> ListAsync(CancellationToken ct);

    /// <summary>Adds or replaces the process of a service on a machine.</summary>
    Task SaveAsync(ServiceProcess process, CancellationToken ct);

    Task RemoveAsync(string name, string host, CancellationToken ct);

    /// <summary>Gives a service a new token of its own, which is also its OAuth secret; the one before ends.</summary>
    Task RenewTokenAsync(string service, byte[] hash, CancellationToken ct);
}
