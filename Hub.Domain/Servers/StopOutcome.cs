namespace Hub.Domain.Servers;

/// <summary>How far a stop came while its caller waited.</summary>
public enum StopOutcome
{
    Stopped,

    /// <summary>It goes on.</summary>
    Pending,
}
