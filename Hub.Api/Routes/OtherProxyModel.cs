using Hub.Api.OpenApi;

namespace Hub.Api.Routes;

/// <summary>Another proxy; what is left out stays as it is.</summary>
/// <param name="ApiUrl">Where its routes are set.</param>
/// <param name="AuthToken">The token it asks of the hub.</param>
/// <param name="Protocol">With <c>ip</c> and <c>port</c> the old way to say <c>api_url</c>.</param>
/// <param name="Ip">See <c>protocol</c>.</param>
/// <param name="Port">See <c>protocol</c>.</param>
[RequestPart]
public sealed record OtherProxyModel(string? ApiUrl, string? AuthToken, string? Protocol, string? Ip, string? Port);
