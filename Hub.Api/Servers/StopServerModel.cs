using Hub.Api.OpenApi;

namespace Hub.Api.Servers;

/// <summary>How far a server is to go.</summary>
/// <param name="Remove">Whether a named server is removed too, with all that is kept of it.</param>
[RequestPart]
public sealed record StopServerModel(bool? Remove);
