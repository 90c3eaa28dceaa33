using System.Net;
using Hub.Domain.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hub.Api;

/// <summary>Where the hub itself listens.</summary>
internal static class HubListener
{
    public static void Listen(KestrelServerOptions kestrel, HubAddress address)
    {
        if (address.SocketPath is not null)
            kestrel.ListenUnixSocket(address.SocketPath);
        else if (address.IsAnyInterface)
            kestrel.ListenAnyIP(address.Port);
        else if (IPAddress.TryParse(address.Ip, out var ip))
            kestrel.Listen(ip, address.Port);
        else
            ListenOnName(kestrel, address);
    }

    private static void ListenOnName(KestrelServerOptions kestrel, HubAddress address)
    {
        foreach (var ip in Dns.GetHostAddresses(address.Ip))
            kestrel.Listen(ip, address.Port);
    }
}
