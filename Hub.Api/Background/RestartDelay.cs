namespace Hub.Api.Background;

/// <summary>How long to wait before a program that ended is started again: not at all, unless it ends at once again and again.</summary>
public sealed class RestartDelay
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private TimeSpan _next = TimeSpan.Zero;

    /// <param name="lived">How long it ran; zero when it never came up.</param>
    public TimeSpan After(TimeSpan lived)
    {
        var delay = lived >= LongEnough ? TimeSpan.Zero : _next;
        var grown = delay == TimeSpan.Zero ? First : delay * 2;
        _next = grown < Longest ? grown : Longest;
        return delay;
    }
}
