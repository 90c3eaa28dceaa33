using Hub.Api.OpenApi;

namespace Hub.Api.Routes;

/// <summary>A route to add by hand; without a body the routes are mended.</summary>
/// <param name="Path">Which requests it takes.</param>
/// <param name="Target">Where they go.</param>
[RequestPart]
public sealed record ExtraRouteModel(string? Path, string? Target);
