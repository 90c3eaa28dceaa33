namespace Hub.Domain.OAuth;

/// <summary>What a client asks the hub for through a browser (RFC 6749, section 4.1.1; RFC 7636, section 4.3).</summary>
public sealed record AuthorizeRequest
{
    public string? ClientId { get; init; }

    public string? RedirectUri { get; init; }

    public string? ResponseType { get; init; }

    /// <summary>Scopes or names of roles, apart by blanks; null asks for all the client is allowed.</summary>
    public string? Scope { get; init; }

    public string? State { get; init; }

    public string? CodeChallenge { get; init; }

    public string? CodeChallengeMethod { get; init; }

    /// <summary>A parameter that was given more than once, which the protocol forbids; null when all is well.</summary>
    public string? Repeated { get; init; }
}
