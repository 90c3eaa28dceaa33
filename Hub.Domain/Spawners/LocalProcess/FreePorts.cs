using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Hub.Domain.Errors;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>Finds ports for servers, no port twice while its server may not have taken it yet.</summary>
internal sealed class FreePorts(TimeProvider time)
{
    private const int MostTries = 200;

    /// <summary>As long as a server may take to bind, with patience.</summary>
    private static readonly TimeSpan HeldBack = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<int, DateTimeOffset> given = new();

    /// <exception cref="SpawnFailedException">There is none, or the machine does not have this ip.</exception>
    public int Take(string ip)
    {
        var now = time.GetUtcNow();
        foreach (var (port, when) in given)
        {
            if (now - when > HeldBack)
                given.TryRemove(KeyValuePair.Create(port, when));
        }
        // Of hundreds of starts at once, many would be given the same port by the system: nobody listens there yet.
        for (var tries = 0; tries < MostTries; tries++)
        {
            var port = Bind(ip, 0);
            if (given.TryAdd(port, now))
                return port;
        }
        throw new SpawnFailedException("No free port was found for the server; please try again in a minute.");
    }

    /// <exception cref="SpawnFailedException">Somebody listens there.</exception>
    public static void Check(string ip, int port) => Bind(ip, port);

    private static int Bind(string ip, int port)
    {
        try
        {
            var address = ip.Length == 0 ? IPAddress.Any : IPAddress.TryParse(ip, out var parsed) ? parsed : Dns.GetHostAddresses(ip)[0];
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, port));
            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new SpawnFailedException($"Port {port}, at which the server is to listen (Spawner.port), is in use.", error);
        }
        catch (SocketException error)
        {
            throw new SpawnFailedException($"The server cannot listen at '{ip}' (Spawner.ip): {error.Message}.", error);
        }
    }
}
