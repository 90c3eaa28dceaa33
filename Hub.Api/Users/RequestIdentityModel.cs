using Hub.Api.OpenApi;
using Hub.Api.Services;

namespace Hub.Api.Users;

/// <summary>Who is asking, a user or a service, and what the credentials in use allow.</summary>
/// <param name="Kind"><c>user</c> or <c>service</c>.</param>
/// <param name="TokenId">What the token in use is listed by; null when there is none.</param>
/// <param name="SessionId">The browser session the token belongs to; null for others.</param>
/// <param name="Scopes">All that the credentials allow.</param>
[MergedModel(typeof(UserModel), typeof(ServiceModel))]
public sealed record RequestIdentityModel(string Kind, string? TokenId, string? SessionId, IReadOnlyList<string> Scopes);

/// <summary>Whoever owns a token: a user or a service.</summary>
/// <param name="Kind"><c>user</c> or <c>service</c>.</param>
[MergedModel(typeof(UserModel), typeof(ServiceModel))]
public sealed record OwnerModel(string Kind);
