using System.Net;
using System.Runtime.CompilerServices;
using Hub.Domain.Servers;

namespace Hub.Api.Servers;

/// <summary>One event of the progress of a start.</summary>
public sealed class ProgressModel
{
    /// <summary>0 to 100.</summary>
    public required int Progress { get; init; }

    /// <summary>Whether the server can be used now.</summary>
    public bool Ready { get; init; }

    /// <summary>Whether the start failed; nothing follows.</summary>
    public bool Failed { get; init; }

    /// <summary>What happens, as text.</summary>
    public string? Message { get; init; }

    /// <summary>What happens, as HTML.</summary>
    public string? HtmlMessage { get; init; }

    /// <summary>Where the server is, once it is ready.</summary>
    public string? Url { get; init; }

    /// <summary>The place in the queue, 1 being next; only while the start waits for its turn.</summary>
    public int? QueuePosition { get; init; }

    /// <summary>How many starts wait.</summary>
    public int? QueueLength { get; init; }

    /// <summary>How many seconds it will wait, by how long starts took lately; not while starts are refused.</summary>
    public int? EstimatedSeconds { get; init; }

    /// <summary>What can be done about a failure; only of a start that failed.</summary>
    public string? NextStep { get; init; }

    public static async IAsyncEnumerable<ProgressModel> Of(
        IAsyncEnumerable<ProgressEvent> events, (string Message, string Url) ready, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await foreach (var line in events.WithCancellation(ct))
            yield return line.Ready ? ReadyAt(ready.Message, ready.Url) : line.Failed ? FailedWith(line) : Step(line);
    }

    public bool ShouldSerializeReady() => Ready;

    public bool ShouldSerializeFailed() => Failed;

    public bool ShouldSerializeMessage() => Message is not null;

    public bool ShouldSerializeHtmlMessage() => HtmlMessage is not null;

    public bool ShouldSerializeUrl() => Url is not null;

    public bool ShouldSerializeQueuePosition() => QueuePosition is not null;

    public bool ShouldSerializeQueueLength() => QueueLength is not null;

    public bool ShouldSerializeNextStep() => NextStep is not null;

    public bool ShouldSerializeEstimatedSeconds() => EstimatedSeconds is not null;

    private static ProgressModel ReadyAt(string message, string url)
    {
        var (said, html) = (WebUtility.HtmlEncode(message), WebUtility.HtmlEncode(url));
        return new ProgressModel
        {
            Progress = 100,
            Ready = true,
            Message = message,
            HtmlMessage = said.Replace(html, $"<a href=\"{html}\">{html}</a>", StringComparison.Ordinal),
            Url = url,
        };
    }

    private static ProgressModel FailedWith(ProgressEvent line) => new()
    {
        Progress = 100,
        Failed = true,
        Message = line.Message is null or "Spawn cancelled" ? line.Message ?? "Spawn failed" : $"Spawn failed: {line.Message}",
        HtmlMessage = line.HtmlMessage,
        NextStep = line.NextStep,
    };

    private static ProgressModel Step(ProgressEvent line) =>
        new()
        {
            Progress = line.Progress,
            Message = line.Message,
            HtmlMessage = line.HtmlMessage,
            QueuePosition = line.Place?.Position,
            QueueLength = line.Place?.Length,
            EstimatedSeconds = line.Place is { Estimate: { } time } ? (int)Math.Ceiling(time.TotalSeconds) : null,
        };
}
