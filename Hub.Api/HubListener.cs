using System.Net;
using System.Net.Sockets;
using Hub.Domain.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hub.Api;

/// <summary>Where the hub itself listens.</summary>
internal static class HubListener
{
    public static void Listen(KestrelServerOptions kestrel, HubAddress address)
    {
        if (address.SocketPath is not null)
            ListenOnSocket(kestrel, address.SocketPath);
        else if (address.IsAnyInterface)
            kestrel.ListenAnyIP(address.Port);
        else if (IPAddress.TryParse(address.Ip, out var ip))
            kestrel.Listen(ip, address.Port);
        else
            ListenOnName(kestrel, address);
    }

    /// <summary>Gives the socket's file the permissions it is to have; does nothing for an address of the network.</summary>
    public static void Protect(HubAddress address, int mode)
    {
        if (address.SocketPath is not null)
            File.SetUnixFileMode(address.SocketPath, (UnixFileMode)mode);
    }

    private static void ListenOnSocket(KestrelServerOptions kestrel, string path)
    {
        // What an earlier hub left behind is in the way of nobody but the next one; while somebody listens, it stays.
        if (File.Exists(path) && !SomebodyListens(path))
            File.Delete(path);
        kestrel.ListenUnixSocket(path);
    }

    private static bool SomebodyListens(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return false;
        }
    }

    private static void ListenOnName(KestrelServerOptions kestrel, HubAddress address)
    {
        foreach (var ip in Dns.GetHostAddresses(address.Ip))
            kestrel.Listen(ip, address.Port);
    }
}
