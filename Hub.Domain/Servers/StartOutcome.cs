namespace Hub.Domain.Servers;

/// <summary>How far a start came while its caller waited.</summary>
public enum StartOutcome
{
    Ready,

    /// <summary>It goes on; the progress tells the rest.</summary>
    Pending,
}
