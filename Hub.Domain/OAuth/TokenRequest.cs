namespace Hub.Domain.OAuth;

/// <summary>What a client posts to turn a code into a token (RFC 6749, section 4.1.3).</summary>
public sealed record TokenRequest
{
    public string? GrantType { get; init; }

    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    public string? Code { get; init; }

    public string? RedirectUri { get; init; }

    public string? CodeVerifier { get; init; }

    /// <summary>A parameter that was given more than once; null when all is well.</summary>
    public string? Repeated { get; init; }

    /// <summary>Neither code nor secret: records print themselves into logs.</summary>
    public override string ToString() => $"{nameof(TokenRequest)} of {ClientId}";
}
