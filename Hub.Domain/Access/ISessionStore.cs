namespace Hub.Domain.Access;

/// <summary>Keeps the signed-in browsers.</summary>
public interface ISessionStore
{
    Task AddAsync(BrowserSession session, CancellationToken ct);

    /// <summary>Ends a session: its row and every token issued in it go together.</summary>
    Task EndAsync(string sessionId, CancellationToken ct);

    /// <summary>Ends every session of a user, and every token issued in one.</summary>
    Task EndAllAsync(int userId, CancellationToken ct);
}
