namespace Hub.Domain.Services;

/// <summary>A service as it is shown, with the names of its roles.</summary>
public sealed record ServiceSnapshot(Service Service, IReadOnlyList<string> Roles);
