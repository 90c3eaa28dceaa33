using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Routes;

/// <summary>Proxies beside the one of <c>ConfigurableHTTPProxy</c>, so that several take visitors; a balancer or DNS shares them out.</summary>
[TraitClass("HubFurtherProxies")]
public sealed record FurtherProxyOptions : ICheckedOptions
{
    /// <summary>
    /// The URLs of their APIs, such as <c>["http://proxy-2:8001"]</c>. They get the same routes; one that is away keeps nobody waiting
    /// and gets what it has missed when it is back. Somebody else runs them. Default: none.
    /// </summary>
    public IReadOnlyList<string> ApiUrls { get; init; } = [];

    /// <summary>Their token. Default: empty, ConfigurableHTTPProxy.auth_token.</summary>
    [Secret]
    public string AuthToken { get; init; } = "";

    public IEnumerable<OptionProblem> Check() => ApiUrls
        .Where(url => url.Length == 0 || new HttpUrlAttribute().Problem(url) is not null)
        .Select(url => new OptionProblem(nameof(ApiUrls), $"'{url}' is no URL", "URLs such as http://proxy-2:8001"));
}
