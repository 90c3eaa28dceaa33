namespace Hub.Domain.Shares;

/// <summary>Scopes on one server, granted by its owner to another user or to a group.</summary>
public sealed class Share
{
    public int Id { get; set; }

    public int ServerId { get; set; }

    /// <summary>The user it is granted to; null when it is granted to a group.</summary>
    public int? UserId { get; set; }

    public int? GroupId { get; set; }

    /// <summary>
    /// The base scopes, in no order. The filter of the server is added when they are read: kept as text it would, after a rename,
    /// speak of whoever takes the old name.
    /// </summary>
    public List<string> Scopes { get; set; } = [];

    public DateTimeOffset Created { get; set; }
}
