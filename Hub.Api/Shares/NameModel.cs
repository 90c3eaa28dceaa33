namespace Hub.Api.Shares;

/// <summary>A user or group of which no more than the name is shown.</summary>
public sealed record NameModel(string Name);
