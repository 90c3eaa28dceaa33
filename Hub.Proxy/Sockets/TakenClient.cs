namespace Hub.Proxy.Sockets;

/// <summary>A client's socket that nobody else reads or writes any more.</summary>
/// <param name="Unread">What was received and not yet read by anybody.</param>
internal sealed record TakenClient(WatchedSocket Socket, ReadOnlyMemory<byte> Unread);
