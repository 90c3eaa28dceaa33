using Hub.Domain.Shares;

namespace Hub.Data.Shares;

/// <summary>A row of the statement that reads share codes which are still valid.</summary>
internal sealed class ShareCodeRow
{
    public const string Tables =
        "FROM share_codes s JOIN servers v ON v.id = s.server_id JOIN users o ON o.id = v.user_id WHERE s.expires_at > now()";

    public const string Sql =
        $"""
         SELECT s.id, s.scopes, s.created, s.expires_at AS ExpiresAt, s.exchange_count AS ExchangeCount,
                s.last_exchanged_at AS LastExchangedAt, {ShareRow.SharedServerColumns}
         {Tables}
         """;

    public int Id { get; set; }

    public string[] Scopes { get; set; } = [];

    public DateTimeOffset Created { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public int ExchangeCount { get; set; }

    public DateTimeOffset? LastExchangedAt { get; set; }

    public int ServerId { get; set; }

    public int OwnerId { get; set; }

    public string Owner { get; set; } = "";

    public string ServerName { get; set; } = "";

    public bool Ready { get; set; }

    public ShareCodeSnapshot ToSnapshot() => new(
        Id,
        new SharedServer(ServerId, OwnerId, Owner, ServerName, Ready),
        ShareScopes.On(Scopes, Owner, ServerName),
        Created,
        ExpiresAt,
        ExchangeCount,
        LastExchangedAt);
}
