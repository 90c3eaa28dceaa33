namespace Hub.Domain.Authenticators;

/// <summary>Lets one hub at a time ask a provider about a user.</summary>
public interface ILoginTurns
{
    /// <summary>Waits for the turn, which lasts until it is disposed of or the hub is gone.</summary>
    Task<IAsyncDisposable> TakeAsync(int userId, CancellationToken ct);
}
