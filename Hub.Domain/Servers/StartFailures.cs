namespace Hub.Domain.Servers;

/// <summary>How many starts have failed in a row, over all hubs, and whether that is why none are admitted: one row.</summary>
public sealed class StartFailures
{
    public int Id { get; set; }

    /// <summary>Since the last start that went well; refusals and cancelled starts do not count.</summary>
    public int InARow { get; set; }

    /// <summary>Since when starts are refused; null while they are admitted.</summary>
    public DateTimeOffset? RefusedSince { get; set; }

    /// <summary>When the next start is let through to see whether it goes better; null while all are admitted.</summary>
    public DateTimeOffset? NextTrial { get; set; }

    /// <summary>Whose start failed last, and why.</summary>
    public string? Last { get; set; }

    public DateTimeOffset? LastAt { get; set; }
}
