using Hub.Domain.Notices;

namespace Hub.Domain.Routes;

/// <summary>
/// Remembers that this replica may have left a wrong route in the proxy: it could not do what it had to, or did it after its
/// transition had gone to another. The route check looks then, instead of some minutes later.
/// </summary>
public sealed class RouteDoubt(NoticeBoard board)
{
    private int raised;

    /// <summary>Grows with every doubt; a check clears what was raised before it began.</summary>
    public int Raised => Volatile.Read(ref raised);

    public void Raise()
    {
        Interlocked.Increment(ref raised);
        board.Publish(NoticeTopic.Routes, null);
    }

    /// <summary>The table was right after <paramref name="upTo"/> doubts.</summary>
    public void Clear(int upTo) => Interlocked.CompareExchange(ref raised, 0, upTo);
}
