namespace Hub.Domain.Access;

/// <summary>A valid token with what decides its power, as the rows have it.</summary>
/// <param name="Scopes">As granted, before expansion.</param>
/// <param name="ServiceName">The service whose OAuth client the token was issued to; null for other tokens.</param>
/// <param name="ServerOwner">The user whose server the token belongs to or was issued to; null for other tokens.</param>
/// <param name="ServerName">The name of that server; empty for the default one.</param>
/// <param name="OfServer">Whether it is the server's own token, whose use says nothing of its owner's presence.</param>
public sealed record TokenGrant(
    int Id,
    OwnerKind OwnerKind,
    int OwnerId,
    IReadOnlyList<string> Scopes,
    DateTimeOffset? ExpiresAt,
    string? SessionId,
    string? ServiceName,
    string? ServerOwner,
    string? ServerName,
    int? ServerId,
    bool OfServer);
