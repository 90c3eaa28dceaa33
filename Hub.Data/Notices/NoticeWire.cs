using System.Data;
using Dapper;
using Hub.Domain.Notices;

namespace Hub.Data.Notices;

/// <summary>How a notice travels on the one PostgreSQL channel: <c>TOPIC PAYLOAD</c>.</summary>
internal static class NoticeWire
{
    public const string Channel = "hub";

    public static string Format(NoticeTopic topic, string payload) => $"{topic} {payload}";

    /// <summary>The statement that sends notices; PostgreSQL delivers them when its transaction commits.</summary>
    public static CommandDefinition Send(
        IEnumerable<(NoticeTopic Topic, string Payload)> notices, IDbTransaction? transaction, CancellationToken ct) =>
        new(
            "SELECT pg_notify(@Channel, notice) FROM unnest(@texts) AS notice",
            new { Channel, texts = notices.Select(notice => Format(notice.Topic, notice.Payload)).Distinct().ToArray() },
            transaction,
            cancellationToken: ct);

    public static (NoticeTopic Topic, string Payload)? Parse(string text) =>
        text.IndexOf(' ') is > 0 and var at && Enum.TryParse<NoticeTopic>(text.AsSpan(0, at), out var topic)
            ? (topic, text[(at + 1)..])
            : null;
}
