namespace Hub.Domain.OAuth;

/// <summary>How the hub behaves as an OAuth provider.</summary>
public sealed record OAuthSettings
{
    /// <summary>How long the tokens live that are issued here.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long a code may be on its way.</summary>
    public TimeSpan CodeLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether a client must send a PKCE challenge.</summary>
    public bool RequirePkce { get; init; }
}
