using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Hub.Tests.Proxy.Support;

/// <summary>A backend that does on each connection exactly what a test says.</summary>
internal sealed class RawBackend : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<RawConnection, Task> _talk;
    private readonly ConcurrentDictionary<RawConnection, byte> _open = new();
    private readonly Task _accepting;
    private int _accepted;

    public RawBackend(Func<RawConnection, Task> talk)
    {
        _talk = talk;
        _listener.Start(1024);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>Connections accepted in all.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Connections whose talk has not ended.</summary>
    public int Open => _open.Count;

    /// <summary>Answers every request, body of a given length included, with the same text.</summary>
    public static RawBackend Answering(string response) => new(Talk(response, null));

    /// <summary>A backend that answers each head with what a function makes of it.</summary>
    public static RawBackend Echoing(Func<string, string> answer) => new(Talk(null, answer));

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        foreach (var connection in _open.Keys) connection.Dispose();
        await _accepting;
    }

    public static string Ok(string body) => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private static Func<RawConnection, Task> Talk(string? response, Func<string, string>? answer) => async connection =>
    {
        while (true)
        {
            var head = await connection.ReadHeadAsync();
            await connection.SendAsync(response ?? answer!(head));
        }
    };

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                socket.NoDelay = true;
                Interlocked.Increment(ref _accepted);
                var connection = new RawConnection(socket);
                _open.TryAdd(connection, 0);
                _ = RunAsync(connection);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was stopped: the test is over.
        }
    }

    private async Task RunAsync(RawConnection connection)
    {
        try
        {
            await _talk(connection);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The proxy closed; what that means is for the test to say.
        }
        finally
        {
            connection.Dispose();
            _open.TryRemove(connection, out _);
        }
    }
}
