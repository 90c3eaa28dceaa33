namespace Hub.Domain.Tokens;

/// <summary>A token as it is kept: its hash, its owner and what it may do. The token itself is shown once and never kept.</summary>
public sealed class ApiToken
{
    public int Id { get; set; }

    /// <summary>The owner when it is a user; else null, and <see cref="ServiceId"/> is set.</summary>
    public int? UserId { get; set; }

    public int? ServiceId { get; set; }

    /// <summary>SHA-256 of the token.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>The scopes as they were granted, before expansion and before the cut to what the owner holds.</summary>
    public List<string> Scopes { get; set; } = [];

    public DateTimeOffset Created { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? LastActivity { get; set; }

    public string Note { get; set; } = "";

    /// <summary>The browser session the token was issued in; it dies with that session. Null for API tokens.</summary>
    public string? SessionId { get; set; }

    /// <summary>The OAuth client the token was issued to; null for tokens of the hub itself.</summary>
    public int? OAuthClientId { get; set; }

    /// <summary>The hash of the code the token was exchanged for; null for all others. The token goes when its code is shown again.</summary>
    public byte[]? OAuthCodeHash { get; set; }

    /// <summary>The server this is the own token of; null for all others.</summary>
    public int? ServerId { get; set; }

    /// <summary>Whether the configuration holds the token, so that it goes when the configuration drops it.</summary>
    public bool FromConfiguration { get; set; }
}
