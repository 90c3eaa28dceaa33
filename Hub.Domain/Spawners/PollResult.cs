namespace Hub.Domain.Spawners;

/// <summary>What a look at a server found: one of the three records within.</summary>
public abstract record PollResult
{
    private PollResult()
    {
    }

    /// <summary>It runs.</summary>
    public sealed record Running : PollResult
    {
        public static readonly Running Yes = new();
    }

    /// <summary>It does not run, for certain.</summary>
    /// <param name="Reason">Why, for its owner.</param>
    /// <param name="ExitStatus">As a shell has it, negative for the number of a signal; null when nobody knows.</param>
    /// <param name="Output">The last lines it wrote, without secrets; empty when they are not known.</param>
    public sealed record Stopped(string Reason, int? ExitStatus = null, string Output = "") : PollResult;

    /// <summary>It could not be found out; it may well run.</summary>
    public sealed record Unknown(string Reason) : PollResult;
}
