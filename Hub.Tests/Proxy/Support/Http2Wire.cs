using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hub.Tests.Proxy.Support;

/// <summary>A client of HTTP/2 without TLS that can say what no sound client would.</summary>
internal sealed class Http2Wire : IDisposable
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Priority = 2;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte Continuation = 9;

    public const byte EndStream = 1;
    public const byte EndHeaders = 4;

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(15);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private Http2Wire(Socket socket) => (_socket, _stream) = (socket, new NetworkStream(socket, ownsSocket: true));

    public static byte[] Preface { get; } = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    /// <summary>Connects and says that it speaks HTTP/2 with nothing special about it.</summary>
    public static async Task<Http2Wire> OpenAsync(int port)
    {
        // A small buffer, so that answers nobody reads are soon too many.
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 64 * 1024 };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var wire = new Http2Wire(socket);
        await wire.SendAsync((byte[])[.. Preface, .. Frame(Settings, 0, 0, [])]);
        return wire;
    }

    /// <param name="length">What the frame says about its payload; as long as that is if null.</param>
    public static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload, int? length = null)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)(length ?? payload.Length) << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    /// <summary>The head of a request in one frame.</summary>
    public static byte[] Request(int stream, string path, string method = "GET", bool ends = true, params (string Name, string Value)[] more) =>
        Frame(Headers, (byte)(EndHeaders | (ends ? EndStream : 0)), stream, Block(path, method, more));

    public static byte[] Block(string path, string method = "GET", params (string Name, string Value)[] more) =>
        [.. new[] { (":method", method), (":scheme", "http"), (":path", path), (":authority", "x") }.Concat(more).SelectMany(h => Field(h.Item1, h.Item2))];

    /// <summary>A field with name and value written out: nothing of it is put into a table.</summary>
    public static byte[] Field(string name, string value) => [0, .. Text(name), .. Text(value)];

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes).AsTask().WaitAsync(_limit);

    /// <summary>False if the other side has closed, or has taken nothing for so long.</summary>
    public async Task<bool> TrySendAsync(ReadOnlyMemory<byte> bytes, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _stream.WriteAsync(bytes, limit.Token);
            return true;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return false;
        }
    }

    public void ShutdownSend() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>The next frame; null when the other side has closed, in whichever way.</summary>
    public async Task<(byte Type, byte Flags, int Stream, byte[] Payload)?> ReadFrameAsync()
    {
        var head = new byte[9];
        try
        {
            await _stream.ReadExactlyAsync(head).AsTask().WaitAsync(_limit);
            var payload = new byte[BinaryPrimitives.ReadUInt32BigEndian(head) >> 8];
            await _stream.ReadExactlyAsync(payload).AsTask().WaitAsync(_limit);
            return (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
        }
        catch (IOException)
        {
            // EndOfStreamException is one too.
            return null;
        }
    }

    /// <summary>The next frame of this type, or null when there will be none.</summary>
    public async Task<(byte Flags, int Stream, byte[] Payload)?> ReadAsync(byte type)
    {
        while (await ReadFrameAsync() is { } frame)
        {
            if (frame.Type == type) return (frame.Flags, frame.Stream, frame.Payload);
        }

        return null;
    }

    /// <summary>Reads until the other side closes, and says how many frames came.</summary>
    public async Task<int> ReadToEndAsync()
    {
        var count = 0;
        while (await ReadFrameAsync() is not null) count++;
        return count;
    }

    public void Dispose() => _stream.Dispose();

    private static byte[] Text(string text) => [.. Number(text.Length), .. Encoding.Latin1.GetBytes(text)];

    // RFC 7541 section 5.1, with a prefix of seven bits.
    private static IEnumerable<byte> Number(int number)
    {
        if (number < 127) return [(byte)number];
        var bytes = new List<byte> { 127 };
        for (number -= 127; number >= 128; number >>= 7) bytes.Add((byte)(number | 128));
        bytes.Add((byte)number);
        return bytes;
    }
}
