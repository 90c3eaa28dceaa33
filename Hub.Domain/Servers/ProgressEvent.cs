namespace Hub.Domain.Servers;

/// <summary>One line of the story of a start, in the order it was told.</summary>
public sealed class ProgressEvent
{
    public long Id { get; set; }

    public int ServerId { get; set; }

    public int Attempt { get; set; }

    /// <summary>0 to 100.</summary>
    public int Progress { get; set; }

    public string? Message { get; set; }

    /// <summary>The message as HTML, where the spawner has more to show than text.</summary>
    public string? HtmlMessage { get; set; }

    public bool Failed { get; set; }

    public bool Ready { get; set; }

    /// <summary>Where the start stands in the queue; not part of the row, since it changes all the time.</summary>
    public QueuePlace? Place { get; set; }

    /// <summary>What the owner can do about a failure; kept in the history, not in this row.</summary>
    public string? NextStep { get; set; }

    public DateTimeOffset Created { get; set; }
}
