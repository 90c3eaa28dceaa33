using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hub.Tests.Support.Spawners;

/// <summary>The machine on which fake servers run: listeners that answer HTTP, known by the id of their attempt to every hub of a test.</summary>
public sealed class TinyServers : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Running> running = new();
    private readonly ConcurrentDictionary<string, bool> forbidden = new();

    /// <summary>What servers answer to everything; below 500 counts as ready.</summary>
    public HttpStatusCode Answer { get; set; } = HttpStatusCode.OK;

    /// <summary>What they say, and of which type it is.</summary>
    public (string Type, string Text) Body { get; set; } = ("application/json", "{}");

    /// <summary>The heads of all requests they got.</summary>
    public ConcurrentQueue<string> Heard { get; } = new();

    public IReadOnlyCollection<string> Ids => [.. running.Keys];

    public bool Runs(string id) => running.ContainsKey(id);

    /// <returns>The address; null when somebody has forbidden this attempt meanwhile.</returns>
    public Uri? Start(string id)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = new Running(listener);
        running[id] = server;
        server.Loop = ServeAsync(server);
        if (!forbidden.ContainsKey(id))
            return new Uri($"http://{listener.LocalEndpoint}");
        End(id);
        return null;
    }

    /// <summary>Ends a server, and any start of the same attempt that may still come.</summary>
    public void End(string id)
    {
        forbidden[id] = true;
        if (running.TryRemove(id, out var server))
            server.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        var loops = running.Values.Select(server => server.Loop).ToList();
        foreach (var id in running.Keys)
            End(id);
        await Task.WhenAll(loops);
    }

    private async Task ServeAsync(Running server)
    {
        while (true)
        {
            try
            {
                using var client = await server.Listener.AcceptTcpClientAsync(server.Ended);
                await AnswerAsync(client.GetStream(), server.Ended);
            }
            catch (Exception gone) when (gone is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            catch (IOException hungUp)
            {
                await TestContext.Out.WriteLineAsync($"A visitor of a fake server went away: {hungUp.Message}");
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream, CancellationToken ct)
    {
        var buffer = new byte[16 * 1024];
        var length = 0;
        while (!Encoding.ASCII.GetString(buffer, 0, length).Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), ct);
            if (read == 0)
                return;
            length += read;
        }

        Heard.Enqueue(Encoding.ASCII.GetString(buffer, 0, length));
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {(int)Answer} x\r\nContent-Type: {Body.Type}\r\nContent-Length: {Body.Text.Length}\r\nConnection: close\r\n\r\n{Body.Text}"),
            ct);
    }

    private sealed class Running(TcpListener listener) : IDisposable
    {
        private readonly CancellationTokenSource ended = new();

        public TcpListener Listener => listener;

        public Task Loop { get; set; } = Task.CompletedTask;

        public CancellationToken Ended => ended.Token;

        public void Dispose()
        {
            ended.Cancel();
            listener.Dispose();
        }
    }
}
