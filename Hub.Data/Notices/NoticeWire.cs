using Hub.Domain.Notices;

namespace Hub.Data.Notices;

/// <summary>How a notice travels on the one PostgreSQL channel: <c>TOPIC PAYLOAD</c>.</summary>
internal static class NoticeWire
{
    public const string Channel = "hub";

    public static string Format(NoticeTopic topic, string payload) => $"{topic} {payload}";

    public static (NoticeTopic Topic, string Payload)? Parse(string text) =>
        text.IndexOf(' ') is > 0 and var at && Enum.TryParse<NoticeTopic>(text.AsSpan(0, at), out var topic)
            ? (topic, text[(at + 1)..])
            : null;
}
