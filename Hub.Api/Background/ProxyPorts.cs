using System.Net;
using System.Net.Sockets;

namespace Hub.Api.Background;

/// <summary>Whether the ports of the proxy are free before it starts, and taken by it afterwards.</summary>
public static class ProxyPorts
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Asked before the start: configurable-http-proxy runs on without a port it could not get.</summary>
    /// <param name="settings">The ports.</param>
    /// <param name="patience">How long to wait for what just ended; a process counts as ended a little before its sockets close.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Ends the waiting.</param>
    public static async Task RequireFreeAsync(ProxyProcessSettings settings, TimeSpan patience, TimeProvider time, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        while (await WhyNotFreeAsync(settings, ct) is { } reason)
        {
            if (time.GetElapsedTime(started) >= patience)
                throw new ProxyStartException(reason);
            await Task.Delay(LookInterval, time, ct);
        }
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

    private static async Task<string?> WhyNotFreeAsync(ProxyProcessSettings settings, CancellationToken ct) =>
        await WhyNotFreeAsync(settings.Ip, settings.Port, "JupyterHub.port (or JupyterHub.bind_url)", ct)
        ?? await WhyNotFreeAsync(settings.Api.ApiUrl.IdnHost, settings.Api.ApiUrl.Port, "ConfigurableHTTPProxy.api_url", ct);

    private static async Task<string?> WhyNotFreeAsync(string ip, int port, string key, CancellationToken ct) =>
        await TryListenAsync(ip, port, ct) switch
        {
            SocketError.AddressAlreadyInUse => $"The proxy cannot listen on port {port}: another program has it. " +
                $"End that program, or choose another port with {key}",
            SocketError.AddressNotAvailable or SocketError.HostNotFound =>
                $"The proxy cannot listen on '{ip}', which is no address of this machine: see {key}",
            // Not being allowed to is no reason yet: the proxy's program may be allowed what the hub's is not.
            _ => null,
        };

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
