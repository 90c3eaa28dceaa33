namespace Hub.Domain.Routes;

/// <summary>Where a proxy takes orders, and the token it takes them for.</summary>
public sealed record ProxyEndpoint(Uri ApiUrl, string AuthToken)
{
    /// <summary>Without the token: this ends up in logs.</summary>
    public override string ToString() => ApiUrl.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
