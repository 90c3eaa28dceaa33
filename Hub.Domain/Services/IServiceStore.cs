using Hub.Domain.OAuth;

namespace Hub.Domain.Services;

/// <summary>Keeps services, with the token and OAuth client that belong to each.</summary>
public interface IServiceStore
{
    Task<ServiceSnapshot?> FindAsync(string name, CancellationToken ct);

    Task<IReadOnlyList<ServiceSnapshot>> ListAsync(CancellationToken ct);

    /// <summary>Adds a service made over the REST API.</summary>
    /// <param name="client">Its OAuth client; null when it has none.</param>
    /// <param name="tokenHash">SHA-256 of its API token; null when it has none.</param>
    /// <exception cref="Errors.ConflictException">There is one of that name.</exception>
    Task CreateAsync(Service service, OAuthClient? client, byte[]? tokenHash, CancellationToken ct);

    /// <summary>Removes a service with its tokens and OAuth client.</summary>
    Task RemoveAsync(int serviceId, CancellationToken ct);

    /// <summary>
    /// Makes the services of the configuration those given: adds, changes, and removes those it no longer has. Services made
    /// over the REST API stay as they are.
    /// </summary>
    Task ReplaceConfiguredAsync(IReadOnlyList<(Service Service, OAuthClient? Client)> services, CancellationToken ct);
}
