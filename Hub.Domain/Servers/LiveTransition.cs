namespace Hub.Domain.Servers;

/// <summary>A transition this replica runs now.</summary>
public sealed class LiveTransition(Lease lease) : IDisposable
{
    private readonly CancellationTokenSource cancellation = new();

    public Lease Lease { get; } = lease;

    /// <summary>Ends when the transition does, well or badly; it throws what a failed start failed with.</summary>
    public Task Completion { get; internal set; } = Task.CompletedTask;

    /// <summary>Set when somebody wants a pending start to end.</summary>
    public CancellationToken Cancelled => cancellation.Token;

    /// <summary>Whether the lease has gone to another replica, so that nothing may be undone.</summary>
    public bool Lost { get; private set; }

    public void Cancel() => cancellation.Cancel();

    public void Lose()
    {
        Lost = true;
        cancellation.Cancel();
    }

    public void Dispose() => cancellation.Dispose();
}
