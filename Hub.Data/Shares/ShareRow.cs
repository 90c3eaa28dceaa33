using Hub.Domain.Shares;

namespace Hub.Data.Shares;

/// <summary>A row of the statement that reads shares with names.</summary>
internal sealed class ShareRow
{
    public const string Sql =
        $"""
         SELECT s.id, s.scopes, s.created, s.user_id AS UserId, s.group_id AS GroupId, coalesce(u.name, g.name) AS Recipient,
                {SharedServerColumns}
         FROM shares s JOIN servers v ON v.id = s.server_id JOIN users o ON o.id = v.user_id
         LEFT JOIN users u ON u.id = s.user_id LEFT JOIN groups g ON g.id = s.group_id
         """;

    public const string SharedServerColumns =
        "v.id AS ServerId, o.id AS OwnerId, o.name AS Owner, v.name AS ServerName, v.state = 'ready' AS Ready";

    public int Id { get; set; }

    public string[] Scopes { get; set; } = [];

    public DateTimeOffset Created { get; set; }

    public int? UserId { get; set; }

    public int? GroupId { get; set; }

    public string Recipient { get; set; } = "";

    public int ServerId { get; set; }

    public int OwnerId { get; set; }

    public string Owner { get; set; } = "";

    public string ServerName { get; set; } = "";

    public bool Ready { get; set; }

    public ShareSnapshot ToSnapshot() => new(
        Id,
        new SharedServer(ServerId, OwnerId, Owner, ServerName, Ready),
        ShareScopes.On(Scopes, Owner, ServerName),
        UserId is { } user ? ShareRecipient.User(user, Recipient) : ShareRecipient.Group(GroupId!.Value, Recipient),
        Created);
}
