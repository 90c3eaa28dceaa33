using Hub.Domain.Paging;

namespace Hub.Domain.Shares;

/// <summary>Keeps shares and share codes. Scopes go in as base scopes and come out with the filter of their server.</summary>
public interface IShareStore
{
    /// <summary>Shares in the order they were made.</summary>
    Task<PageOf<ShareSnapshot>> PageAsync(ShareFilter filter, Page page, CancellationToken ct);

    /// <summary>The share of one server with just this user or group.</summary>
    Task<ShareSnapshot?> FindAsync(ShareRecipient recipient, string owner, string serverName, CancellationToken ct);

    /// <summary>Adds scopes to the share of a server with a user or group, which is made if there is none.</summary>
    /// <exception cref="Errors.ConflictException">The server, user or group has just gone.</exception>
    Task<ShareSnapshot> GrantAsync(int serverId, ShareRecipient recipient, IReadOnlyCollection<string> scopes, CancellationToken ct);

    /// <summary>Takes scopes out of a share; null takes all.</summary>
    /// <returns>The share as it is now; null when nothing is left of it, or there was none.</returns>
    Task<ShareSnapshot?> RevokeAsync(int serverId, ShareRecipient recipient, IReadOnlyCollection<string>? scopes, CancellationToken ct);

    /// <summary>Removes every share of a server.</summary>
    Task RevokeAllAsync(int serverId, CancellationToken ct);

    /// <summary>Codes that are still valid, in the order they were made; by owner or by server.</summary>
    Task<PageOf<ShareCodeSnapshot>> PageCodesAsync(ShareFilter filter, Page page, CancellationToken ct);

    /// <summary>Adds a code.</summary>
    /// <exception cref="Errors.ConflictException">The server has just gone.</exception>
    Task<ShareCodeSnapshot> AddCodeAsync(ShareCode code, CancellationToken ct);

    /// <returns>Null when there is no such code, or it has expired.</returns>
    Task<ShareCodeSnapshot?> FindCodeAsync(byte[] hash, CancellationToken ct);

    /// <summary>Turns a code into a share with a user and counts that; the code stays valid for others.</summary>
    /// <returns>Null when there is no such code, or it has expired.</returns>
    Task<ShareSnapshot?> ExchangeAsync(byte[] hash, ShareRecipient user, CancellationToken ct);

    /// <summary>Removes a code of a server by its hash. False when the server has no such code.</summary>
    Task<bool> RemoveCodeAsync(int serverId, byte[] hash, CancellationToken ct);

    /// <summary>Removes a code of a server by its id. False when the server has no such code.</summary>
    Task<bool> RemoveCodeAsync(int serverId, int codeId, CancellationToken ct);

    Task RemoveCodesAsync(int serverId, CancellationToken ct);
}
