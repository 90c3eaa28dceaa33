namespace Hub.Domain.Tokens;

/// <summary>A token somebody asks for.</summary>
/// <param name="Note">What it is for; null for none given.</param>
/// <param name="ExpiresIn">How long it lives; null for as long as is allowed.</param>
/// <param name="Scopes">The scopes wanted, as written; null for those of the role <c>token</c>.</param>
/// <param name="Roles">Roles whose scopes are wanted instead; null for none.</param>
public sealed record TokenRequest(string? Note, TimeSpan? ExpiresIn, IReadOnlyList<string>? Scopes, IReadOnlyList<string>? Roles);
