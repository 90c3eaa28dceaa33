using Hub.Api.OpenApi;

namespace Hub.Api.Tokens;

/// <summary>A token that was just made.</summary>
/// <param name="Token">The token itself. Keep it: the hub does not.</param>
[MergedModel(typeof(TokenModel))]
public sealed record NewTokenModel(string Token);
