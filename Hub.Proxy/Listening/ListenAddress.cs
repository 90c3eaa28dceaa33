using System.Net;

namespace Hub.Proxy.Listening;

/// <summary>Where one of the servers listens.</summary>
/// <param name="Ip">Null or empty for every interface.</param>
/// <param name="Socket">Path of a unix socket, instead of the other two.</param>
/// <param name="Options">The options that say so.</param>
internal sealed record ListenAddress(string? Ip, int Port, string? Socket, string Options)
{
    /// <summary>The address beside the options that gave it, for whoever has to change one of them.</summary>
    public string WithOptions => $"{this} ({Options})";

    /// <summary>The API's port where none was given.</summary>
    public static int PortBeside(IPEndPoint? publicSide) => publicSide switch
    {
        null => 8001,
        { Port: IPEndPoint.MaxPort } => throw new ListenException($"--api-port is needed: there is no port after {IPEndPoint.MaxPort}"),
        _ => publicSide.Port + 1,
    };

    public override string ToString() => Socket is not null ? $"unix:{Socket}" : $"{(string.IsNullOrEmpty(Ip) ? "*" : Ip)}:{Port}";

    /// <summary>The same with the port that was bound in the end.</summary>
    public ListenAddress With(IPEndPoint? bound) => bound is null ? this : this with { Port = bound.Port };

    /// <summary>The addresses to bind: one, or both loopbacks for <c>localhost</c>.</summary>
    public async Task<IReadOnlyList<EndPoint>> ResolveAsync(CancellationToken ct)
    {
        if (Socket is not null) return [new System.Net.Sockets.UnixDomainSocketEndPoint(Socket)];
        if (string.IsNullOrEmpty(Ip) || Ip == "*")
            return [new IPEndPoint(System.Net.Sockets.Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, Port)];
        if (IPAddress.TryParse(Ip, out var address)) return [new IPEndPoint(address, Port)];
        var found = await LookUpAsync(Ip, ct).ConfigureAwait(false);
        var isLocal = Ip.Equals("localhost", StringComparison.OrdinalIgnoreCase);
        // IPv4 first: a second loopback that cannot be bound is no reason to stop, and port 0 means one port.
        var ordered = found.Distinct().OrderBy(a => a.AddressFamily).Select(a => new IPEndPoint(a, Port)).ToList<EndPoint>();
        return isLocal && Port != 0 ? ordered : ordered.Take(1).ToList();
    }

    private async Task<IPAddress[]> LookUpAsync(string name, CancellationToken ct)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(name, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or ArgumentException)
        {
            throw new ListenException($"Cannot listen on {WithOptions}: '{name}' is neither an address nor a name that has one", e);
        }
    }
}
