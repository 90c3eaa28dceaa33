using Hub.Api.OpenApi;

namespace Hub.Api.Activity;

/// <summary>A report of activity. It says something of the user, of servers, or of both.</summary>
/// <param name="LastActivity">When the user was last active.</param>
/// <param name="Servers">By server name; the default server's is empty.</param>
[RequestPart]
public sealed record ActivityReportModel(DateTimeOffset? LastActivity, IReadOnlyDictionary<string, ServerActivityModel>? Servers);

/// <summary>A report of activity of one server.</summary>
/// <param name="LastActivity">When it was last active.</param>
public sealed record ServerActivityModel(DateTimeOffset LastActivity);
