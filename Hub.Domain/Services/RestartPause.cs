namespace Hub.Domain.Services;

/// <summary>How long a service that ended has to wait before it is started again: longer each time, unless it ran for a while.</summary>
public sealed class RestartPause
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private TimeSpan next = TimeSpan.Zero;

    /// <param name="lived">How long it ran; zero when it never came up.</param>
    public TimeSpan After(TimeSpan lived)
    {
        var pause = lived >= LongEnough ? TimeSpan.Zero : next;
        next = pause == TimeSpan.Zero ? TimeSpan.FromSeconds(1) : pause * 2 < Longest ? pause * 2 : Longest;
        return pause;
    }
}
