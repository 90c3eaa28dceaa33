using System.Text.Json.Nodes;

namespace Hub.Domain.Authenticators.OAuth;

/// <summary>What a provider answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Json">The body; null when it is not JSON.</param>
internal sealed record ProviderAnswerBody(int Status, JsonNode? Json)
{
    public bool IsGood => Status is >= 200 and < 300;

    /// <summary>The error an OAuth endpoint names, or the status.</summary>
    public string Problem => Json is JsonObject body && body["error"] is { } error ? $"{Status} {error}".Trim() : $"{Status}";

    /// <summary>Never the body, which holds tokens.</summary>
    public override string ToString() => $"{nameof(ProviderAnswerBody)} {Status}";
}
