namespace Hub.Domain.Notices;

/// <summary>
/// Lets one reader sleep until a notice about its subject comes. Create it before reading the rows: a change between the
/// reading and the waiting then still wakes the reader.
/// </summary>
public sealed class NoticeSignal : IDisposable
{
    private readonly SemaphoreSlim signal = new(0, 1);
    private readonly IDisposable subscription;

    /// <param name="payload">The subject; null listens to all of the topic.</param>
    public NoticeSignal(NoticeBoard board, NoticeTopic topic, string? payload = null) =>
        subscription = board.Subscribe(topic, heard =>
        {
            if (payload is null || heard is null || heard == payload)
                Set();
        });

    /// <summary>Waits for the next notice, at most for a time after which the rows are worth another look anyway.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => signal.WaitAsync(atMost, ct);

    public void Dispose() => subscription.Dispose();

    private void Set()
    {
        lock (signal)
        {
            if (signal.CurrentCount == 0)
                signal.Release();
        }
    }
}
