namespace Hub.Domain.Shares;

/// <summary>A code whoever holds it can turn into a share of one server, until it expires.</summary>
public sealed class ShareCode
{
    public int Id { get; set; }

    public required byte[] Hash { get; set; }

    public int ServerId { get; set; }

    /// <summary>The base scopes; see <see cref="Share.Scopes"/>.</summary>
    public List<string> Scopes { get; set; } = [];

    public DateTimeOffset Created { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public int ExchangeCount { get; set; }

    public DateTimeOffset? LastExchangedAt { get; set; }
}
