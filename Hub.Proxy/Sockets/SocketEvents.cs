namespace Hub.Proxy.Sockets;

/// <summary>What has become possible on a socket.</summary>
[Flags]
internal enum SocketEvents
{
    None = 0,
    Readable = 1,
    Writable = 2,

    /// <summary>The peer sends no more, or the connection broke: there will be no further events to read.</summary>
    Ended = 4,
}
