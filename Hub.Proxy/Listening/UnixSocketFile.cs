using System.Net.Sockets;

namespace Hub.Proxy.Listening;

/// <summary>The file of a unix socket, which a process that was killed leaves behind.</summary>
internal static class UnixSocketFile
{
    /// <summary>Removes the file if nobody listens behind it.</summary>
    public static void RemoveStale(ListenAddress address)
    {
        var path = address.Socket!;
        if (!File.Exists(path)) return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }
        catch (SocketException e)
        {
            throw new ListenException($"Cannot listen on {address.WithOptions}: {e.Message}", e);
        }

        throw new ListenException($"Cannot listen on {address.WithOptions}: another process does");
    }
}
