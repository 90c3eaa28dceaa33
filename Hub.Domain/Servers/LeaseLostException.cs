namespace Hub.Domain.Servers;

/// <summary>Another replica has taken the transition over: whoever catches this leaves rows, process and routes as they are.</summary>
public sealed class LeaseLostException(Lease lease)
    : Exception($"The lease {lease.Number} of server {lease.ServerId} is no longer this replica's.");
