namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>As whom a server runs on this machine.</summary>
/// <param name="Account">The account to become; null stays the hub's own.</param>
public sealed record ProcessOwner(string UserName, string Home, string Shell, SystemAccount? Account = null);
