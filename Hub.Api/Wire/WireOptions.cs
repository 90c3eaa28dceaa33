using System.Net;

namespace Hub.Api.Wire;

/// <summary>What an operator can change about how requests come in and answers go out.</summary>
public sealed class WireOptions
{
    /// <summary>Where the whole system lives; begins and ends with a slash.</summary>
    public string BaseUrl { get; init; } = "/";

    /// <summary>The largest request body, in bytes.</summary>
    public int MaxBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>Entries on a page when the client asked for pages but not for a length.</summary>
    public int PageDefaultLimit { get; init; } = 50;

    /// <summary>The most entries on one page.</summary>
    public int PageMaxLimit { get; init; } = 200;

    /// <summary>Headers added to every answer; one of our own names replaces ours, in any case of letters.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Proxies, beside those on this machine, whose word on the client's address, host and scheme counts.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>The header in which such a proxy says which host the browser asked for.</summary>
    public string ForwardedHostHeader { get; init; } = "X-Forwarded-Host";

    /// <summary>How long an event stream may be silent.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(8);
}
