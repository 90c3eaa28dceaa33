namespace Hub.Domain.Scopes;

/// <summary>The answer to a request for scopes.</summary>
/// <param name="Allowed">What is granted, in order.</param>
/// <param name="Refused">What was asked for and is not granted, or not in full.</param>
public sealed record ScopeDecision(IReadOnlyList<string> Allowed, IReadOnlyList<string> Refused);
