using System.Threading.Tasks.Sources;

namespace Hub.Proxy.Sockets;

/// <summary>Whether something may be possible on a socket, told by its loop, and who waits for it: one at a time.</summary>
internal sealed class Readiness : IValueTaskSource
{
    private const int Quiet = 0;
    private const int Ready = 1;
    private const int Waiting = 2;

    private ManualResetValueTaskSourceCore<bool> _waiting;
    private int _state;

    public bool IsReady => Volatile.Read(ref _state) == Ready;

    /// <summary>It is possible, or may be; whoever waits goes on, on this thread.</summary>
    public void Set()
    {
        if (Interlocked.Exchange(ref _state, Ready) == Waiting) _waiting.SetResult(true);
    }

    /// <summary>About to be tried: what is told from now on is new.</summary>
    public void Clear() => Interlocked.CompareExchange(ref _state, Quiet, Ready);

    /// <summary>Until something has been told since it was last cleared.</summary>
    public ValueTask WaitAsync()
    {
        if (IsReady) return default;
        _waiting.Reset();
        return Interlocked.CompareExchange(ref _state, Waiting, Quiet) == Quiet ? new ValueTask(this, _waiting.Version) : default;
    }

    void IValueTaskSource.GetResult(short token) => _waiting.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _waiting.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waiting.OnCompleted(continuation, state, token, flags);
}
