namespace Hub.Domain.Services;

/// <summary>A service as it is shown, with the names of its roles.</summary>
/// <param name="Pid">Its process where the hub runs it, else 0.</param>
public sealed record ServiceSnapshot(Service Service, IReadOnlyList<string> Roles, int Pid);
