using System.Globalization;
using Hub.Domain.Audit;
using Hub.Domain.Errors;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Audit;

/// <summary>The query of a list of deeds.</summary>
public sealed class AuditQuery
{
    /// <summary>Only what this user or service did.</summary>
    public string? Who { get; init; }

    /// <summary>Only what others did that concerns this user.</summary>
    [FromQuery(Name = "on_behalf_of")]
    public string? OnBehalfOf { get; init; }

    /// <summary>Only these kinds of deeds, with commas between them.</summary>
    public string? Kind { get; init; }

    /// <summary>Only what was done to this, such as <c>group/pilots</c>; with a slash at the end to all of a kind, such as <c>server/wash/</c>.</summary>
    public string? Object { get; init; }

    /// <summary>Only deeds that ended so: <c>done</c>, <c>refused</c> or <c>failed</c>.</summary>
    public string? Outcome { get; init; }

    /// <summary>Only deeds of this request.</summary>
    [FromQuery(Name = "request_id")]
    public string? RequestId { get; init; }

    /// <summary>Only deeds from this time on, in ISO 8601; without an offset it is UTC.</summary>
    public string? Since { get; init; }

    /// <summary>Only deeds before this time.</summary>
    public string? Until { get; init; }

    /// <exception cref="InvalidInputException">A value says nothing this list knows.</exception>
    public AuditFilter ToFilter() => new()
    {
        Who = Given(Who),
        OnBehalfOf = Given(OnBehalfOf),
        Kinds = Given(Kind) is { } kinds ? [.. kinds.Split(',', StringSplitOptions.TrimEntries).Select(Known)] : null,
        Object = Given(Object),
        Outcome = Given(Outcome) is { } outcome ? OutcomeOf(outcome) : null,
        RequestId = Given(RequestId),
        Since = Time("since", Since),
        Until = Time("until", Until),
    };

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text.Replace('\0', '\uFFFD');

    private static string Known(string kind) => AuditKinds.All.Contains(kind)
        ? kind
        : throw new InvalidInputException($"kind must be any of {string.Join(", ", AuditKinds.All.Order(StringComparer.Ordinal))}");

    private static AuditOutcome OutcomeOf(string text) =>
        Enum.GetValues<AuditOutcome>().Cast<AuditOutcome?>().FirstOrDefault(known => known.ToString()!.ToLowerInvariant() == text)
        ?? throw new InvalidInputException("outcome must be done, refused or failed");

    private static DateTimeOffset? Time(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new InvalidInputException($"{name} must be a time in ISO 8601, such as 2026-03-01T12:00:00Z");
    }
}
