using Microsoft.AspNetCore.WebUtilities;

namespace Hub.Api.Wire.Errors;

/// <summary>What a caller is told when a request fails.</summary>
public sealed record ErrorAnswer(int Status, string Message)
{
    /// <summary>Whole seconds to wait before another try; null when nobody can say.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>What can be done about it, where that is more than to read the message.</summary>
    public string? NextStep { get; init; }

    public static ErrorAnswer Of(int status) => new(status, Phrase(status));

    /// <summary>The words HTTP itself has for a status; never empty.</summary>
    public static string Phrase(int status) => ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : "Unknown Error";
}
