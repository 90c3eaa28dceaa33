namespace Hub.Domain.OAuth;

/// <summary>A program that may send users to the hub to sign in: a service, or a server of a user.</summary>
public sealed class OAuthClient
{
    public int Id { get; set; }

    /// <summary>The public <c>client_id</c>: <c>service-…</c> or <c>jupyterhub-user-…</c>.</summary>
    public required string Identifier { get; set; }

    /// <summary>SHA-256 of the <c>client_secret</c>.</summary>
    public required byte[] SecretHash { get; set; }

    /// <summary>The only redirect accepted; a path alone stands for the hub's own host.</summary>
    public required string RedirectUri { get; set; }

    /// <summary>The scopes the client may ask for beyond the identity of the user.</summary>
    public List<string> AllowedScopes { get; set; } = [];

    /// <summary>Shown to users: <c>JupyterHub service NAME</c> or <c>Server at /user/NAME/</c>.</summary>
    public string Description { get; set; } = "";

    /// <summary>The service behind the client; null when it is a server.</summary>
    public int? ServiceId { get; set; }

    /// <summary>The server behind the client; null when it is a service.</summary>
    public int? ServerId { get; set; }
}
