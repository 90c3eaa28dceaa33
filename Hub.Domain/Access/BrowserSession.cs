namespace Hub.Domain.Access;

/// <summary>
/// A signed-in browser. The cookie holds a secret, the row its hash; removing the row signs the browser out wherever the
/// cookie was copied to.
/// </summary>
public sealed class BrowserSession
{
    /// <summary>SHA-256 of the secret in the login cookie.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>The public id, in the cookie <c>jupyterhub-session-id</c> and on every token issued in this session.</summary>
    public required string SessionId { get; set; }

    public int UserId { get; set; }

    public DateTimeOffset Created { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }
}
