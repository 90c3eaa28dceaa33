using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hub.Tests.Proxy.Support;

/// <summary>One end of a TCP connection, spoken in text as it is on the wire.</summary>
internal sealed class RawConnection(Socket socket, Stream? stream = null) : IDisposable
{
    private readonly Stream _stream = stream ?? new NetworkStream(socket, ownsSocket: false);
    private readonly byte[] _one = new byte[64 * 1024];
    private string _pending = "";

    public IPEndPoint Local => (IPEndPoint)socket.LocalEndPoint!;

    public IPEndPoint Remote => (IPEndPoint)socket.RemoteEndPoint!;

    public static async Task<RawConnection> OpenAsync(IPEndPoint to)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(to.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, to.Port) : to);
        return new RawConnection(socket);
    }

    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask().WaitAsync(Limit);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes).AsTask().WaitAsync(Limit);

    /// <summary>Text up to and including the mark.</summary>
    public async Task<string> ReadToAsync(string mark)
    {
        int end;
        while ((end = _pending.IndexOf(mark, StringComparison.Ordinal)) < 0)
        {
            if (await FillAsync() == 0) throw new EndOfStreamException($"closed before '{mark}' after: {_pending}");
        }

        var text = _pending[..(end + mark.Length)];
        _pending = _pending[text.Length..];
        return text;
    }

    /// <summary>A message head, its empty line included.</summary>
    public Task<string> ReadHeadAsync() => ReadToAsync("\r\n\r\n");

    public async Task<string> ReadAsync(int count)
    {
        var all = new StringBuilder(_pending);
        _pending = "";
        while (all.Length < count)
        {
            var got = await _stream.ReadAsync(_one).AsTask().WaitAsync(Limit);
            if (got == 0) throw new EndOfStreamException($"closed after: {all}");
            all.Append(Encoding.Latin1.GetString(_one, 0, got));
        }

        _pending = all.ToString(count, all.Length - count);
        return all.ToString(0, count);
    }

    /// <summary>Reads so many bytes and keeps none.</summary>
    public async Task SkipAsync(long count)
    {
        var pending = (int)Math.Min(count, _pending.Length);
        _pending = _pending[pending..];
        for (count -= pending; count > 0;)
        {
            var got = await _stream.ReadAsync(_one.AsMemory(0, (int)Math.Min(_one.Length, count))).AsTask().WaitAsync(Limit);
            if (got == 0) throw new EndOfStreamException($"closed {count} bytes before the end");
            count -= got;
        }
    }

    /// <summary>Reads a chunked body without trailers and keeps only how long it is.</summary>
    public async Task<long> SkipChunksAsync()
    {
        var chunks = new ChunkCount();
        chunks.Feed(Encoding.Latin1.GetBytes(_pending));
        _pending = "";
        while (!chunks.IsComplete)
        {
            var got = await _stream.ReadAsync(_one).AsTask().WaitAsync(Limit);
            if (got == 0) throw new EndOfStreamException($"closed after {chunks.Total} bytes of chunks");
            chunks.Feed(_one.AsSpan(0, got));
        }

        return chunks.Total;
    }

    /// <summary>Sends so many bytes of no meaning in chunks of a mebibyte.</summary>
    public async Task SendZeroChunksAsync(long count)
    {
        const int size = 1 << 20;
        var chunk = new byte[size + 10];
        "100000\r\n"u8.CopyTo(chunk);
        "\r\n"u8.CopyTo(chunk.AsSpan(size + 8));
        for (; count > 0; count -= size) await SendAsync(chunk);
        await SendAsync("0\r\n\r\n");
    }

    /// <summary>Sends bytes of no meaning until the other side has taken none for a while; how many it took.</summary>
    public async Task<long> SendUntilStuckAsync(TimeSpan patience)
    {
        var zeros = new byte[64 * 1024];
        long sent = 0;
        using var limit = new CancellationTokenSource();
        try
        {
            while (true)
            {
                limit.CancelAfter(patience);
                await _stream.WriteAsync(zeros, limit.Token);
                sent += zeros.Length;
            }
        }
        catch (OperationCanceledException)
        {
            return sent;
        }
    }

    /// <summary>Sends so many bytes of no meaning.</summary>
    public async Task SendZerosAsync(long count)
    {
        var zeros = new byte[256 * 1024];
        for (; count > 0; count -= zeros.Length) await SendAsync(zeros.AsMemory(0, (int)Math.Min(zeros.Length, count)));
    }

    /// <summary>A response with a length: head and body.</summary>
    public async Task<(string Head, string Body)> ReadResponseAsync()
    {
        var head = await ReadHeadAsync();
        var length = head.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        if (length is not null) return (head, await ReadAsync(int.Parse(length.Split(':')[1])));
        return (head, head.Contains("chunked", StringComparison.OrdinalIgnoreCase) ? await ReadToAsync("0\r\n\r\n") : "");
    }

    /// <summary>All that comes until the other side closes, in whichever way.</summary>
    public async Task<string> ReadToEndAsync()
    {
        try
        {
            while (await FillAsync() > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset ends it as well.
        }

        var text = _pending;
        _pending = "";
        return text;
    }

    /// <summary>Sends back what comes until the other side closes.</summary>
    public async Task EchoAsync()
    {
        while (true)
        {
            if (_pending.Length > 0) await SendAsync(_pending);
            _pending = "";
            if (await FillAsync() == 0) return;
        }
    }

    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public void ShutdownSend() => socket.Shutdown(SocketShutdown.Send);

    public void Dispose()
    {
        _stream.Dispose();
        socket.Dispose();
    }

    private static TimeSpan Limit => TimeSpan.FromSeconds(15);

    private async Task<int> FillAsync()
    {
        var count = await _stream.ReadAsync(_one).AsTask().WaitAsync(Limit);
        _pending += Encoding.Latin1.GetString(_one, 0, count);
        return count;
    }
}
