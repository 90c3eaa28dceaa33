using System.Net;
using System.Net.Sockets;

namespace Hub.Api.Background;

/// <summary>Whether the ports of the proxy are free before it starts, and taken by it afterwards.</summary>
public static class ProxyPorts
{
    /// <summary>Asked before the start: configurable-http-proxy runs on without a port it could not get.</summary>
    public static async Task RequireFreeAsync(ProxyProcessSettings settings, CancellationToken ct)
    {
        await RequireFreeAsync(settings.Ip, settings.Port, "JupyterHub.port (or JupyterHub.bind_url)", ct);
        await RequireFreeAsync(settings.Api.ApiUrl.IdnHost, settings.Api.ApiUrl.Port, "ConfigurableHTTPProxy.api_url", ct);
    }

    public static async Task<bool> AcceptsAsync(string ip, int port, CancellationToken ct)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(await AddressAsync(ip, IPAddress.Loopback, ct), port, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task RequireFreeAsync(string ip, int port, string key, CancellationToken ct)
    {
        switch (await TryListenAsync(ip, port, ct))
        {
            case SocketError.AddressAlreadyInUse:
                throw new ProxyStartException($"The proxy cannot listen on port {port}: another program has it. " +
                    $"End that program, or choose another port with {key}");
            case SocketError.AddressNotAvailable or SocketError.HostNotFound:
                throw new ProxyStartException($"The proxy cannot listen on '{ip}', which is no address of this machine: see {key}");
            default:
                // Not being allowed to is no reason yet: the proxy's program may be allowed what the hub's is not.
                return;
        }
    }

    private static async Task<SocketError> TryListenAsync(string ip, int port, CancellationToken ct)
    {
        try
        {
            using var listener = new TcpListener(await AddressAsync(ip, IPAddress.Any, ct), port);
            listener.Start();
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    private static async Task<IPAddress> AddressAsync(string ip, IPAddress whenAny, CancellationToken ct)
    {
        if (ip is "" or "*" || (IPAddress.TryParse(ip, out var any) && (any.Equals(IPAddress.Any) || any.Equals(IPAddress.IPv6Any))))
            return whenAny;
        if (IPAddress.TryParse(ip, out var address))
            return address;
        var found = await Dns.GetHostAddressesAsync(ip, ct);
        return Array.Find(found, one => one.AddressFamily == AddressFamily.InterNetwork) ?? found[0];
    }
}
