using Hub.Domain.Notices;
using Npgsql;

namespace Hub.Data.Notices;

/// <summary>How a notice travels on the one PostgreSQL channel: <c>TOPIC PAYLOAD</c>.</summary>
internal static class NoticeWire
{
    public const string Channel = "hub";

    public static string Format(NoticeTopic topic, string payload) => $"{topic} {payload}";

    /// <summary>The statement that sends notices; PostgreSQL delivers them when its transaction commits.</summary>
    public static NpgsqlBatchCommand Sending(IEnumerable<(NoticeTopic Topic, string Payload)> notices) =>
        new("SELECT pg_notify(@channel, notice) FROM unnest(@texts) AS notice")
        {
            Parameters =
            {
                new NpgsqlParameter<string>("channel", Channel),
                new NpgsqlParameter<string[]>("texts", [.. notices.Select(notice => Format(notice.Topic, notice.Payload)).Distinct()]),
            },
        };

    public static (NoticeTopic Topic, string Payload)? Parse(string text) =>
        text.IndexOf(' ') is > 0 and var at && Enum.TryParse<NoticeTopic>(text.AsSpan(0, at), out var topic)
            ? (topic, text[(at + 1)..])
            : null;
}
