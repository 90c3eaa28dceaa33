namespace Hub.Api.Access;

/// <summary>How the hub's cookies are named and written.</summary>
public sealed record CookieSettings
{
    /// <summary>The path of the whole deployment, with a slash at both ends.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>Whether the login cookie is called <c>__Host-…</c>, which no other host name of the domain can overwrite.</summary>
    public bool HostPrefix { get; init; }

    /// <summary>How long a login lasts.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Whether the public address is https, whatever the single request looks like.</summary>
    public bool AlwaysSecure { get; init; }

    /// <summary>The domain of the session id, so that servers on subdomains see it; null for the hub's own host only.</summary>
    public string? Domain { get; init; }

    /// <summary>Attributes added to every cookie, such as <c>SameSite</c>.</summary>
    public Action<CookieOptions>? Extra { get; init; }

    public string HubPrefix => $"{BaseUrl}hub/";

    public string LoginCookie => HostPrefix ? "__Host-jupyterhub-hub-login" : "jupyterhub-hub-login";

    public const string SessionIdCookie = "jupyterhub-session-id";

    public const string XsrfCookie = "_xsrf";
}
