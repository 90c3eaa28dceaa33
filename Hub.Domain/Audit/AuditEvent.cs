namespace Hub.Domain.Audit;

/// <summary>A deed as it is kept: who did what to what, from where, and how it ended. Rows are added and never changed.</summary>
public sealed class AuditEvent
{
    private const int LongestText = 512;

    private string? subject;
    private string? detail;

    public long Id { get; set; }

    public DateTimeOffset Time { get; set; }

    /// <summary>One of <see cref="AuditKinds"/>.</summary>
    public required string Kind { get; set; }

    public AuditActor Actor { get; set; }

    /// <summary>The name of the user or service; null for the hub and for nobody known.</summary>
    public string? Who { get; set; }

    /// <summary>The user whom it concerns, when that is not who did it.</summary>
    public string? OnBehalfOf { get; set; }

    /// <summary>The token that was used; null for a browser session.</summary>
    public int? TokenId { get; set; }

    public string? Address { get; set; }

    public string? RequestId { get; set; }

    /// <summary>What it was done to, as <see cref="AuditObject"/> writes it.</summary>
    public string? Object
    {
        get => subject;
        set => subject = Cut(value);
    }

    public AuditOutcome Outcome { get; set; }

    /// <summary>What else there is to say, in a few words; never a secret.</summary>
    public string? Detail
    {
        get => detail;
        set => detail = Cut(value);
    }

    /// <summary>A deed that comes from where the flow of control comes from.</summary>
    /// <param name="kind">One of <see cref="AuditKinds"/>.</param>
    /// <param name="what">Its object.</param>
    /// <param name="concerns">The user whose object it is; left out when it is their own deed.</param>
    /// <param name="detail">What else there is to say.</param>
    /// <param name="origin">Where it comes from, where the flow of control does not know.</param>
    public static AuditEvent Now(
        string kind, string? what, string? concerns = null, string? detail = null, AuditOrigin? origin = null)
    {
        origin ??= AuditOrigin.Current;
        var own = origin.Kind == AuditActor.User && origin.Who == concerns;
        return new AuditEvent
        {
            Kind = kind,
            Actor = origin.Kind,
            Who = origin.Who,
            OnBehalfOf = own ? null : concerns,
            TokenId = origin.TokenId,
            Address = origin.Address,
            RequestId = origin.RequestId,
            Object = what,
            Detail = detail,
        };
    }

    /// <summary>Outsiders choose some of these texts, and none of them may fill the table. A zero cannot be kept.</summary>
    private static string? Cut(string? text)
    {
        var kept = text is { Length: > LongestText } ? text[..LongestText] + "..." : text;
        return kept?.Replace('\0', '\uFFFD');
    }
}
