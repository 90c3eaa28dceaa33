namespace Hub.Tests.Faults.Support;

/// <summary>Holds one hub at one phase until the test lets it go on.</summary>
public sealed class PhaseGate
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Phase? closedAt;

    /// <summary>Completes when the hub has come to the closed phase.</summary>
    public Task Reached => reached.Task;

    public void CloseAt(Phase phase) => closedAt = phase;

    public void Open()
    {
        closedAt = null;
        opened.TrySetResult();
    }

    public async Task PassAsync(Phase phase, CancellationToken ct)
    {
        if (closedAt != phase)
            return;
        reached.TrySetResult();
        await opened.Task.WaitAsync(ct);
    }
}
