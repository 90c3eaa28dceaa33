namespace Hub.Domain.Routes;

/// <summary>The proxy does not do what the hub asks of it; the message is for the operator.</summary>
public sealed class ProxyException(string message, Exception? inner = null) : Errors.HubException(message, inner)
{
    /// <summary>The proxy answers, but to another token: waiting does not help.</summary>
    public bool TokenRefused { get; init; }
}
