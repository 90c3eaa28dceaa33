namespace Hub.Proxy.Forwarding;

/// <summary>Follows WebSocket frames (RFC 6455 section 5.2) from a server just closely enough to know where one ends.</summary>
internal struct FrameCursor
{
    private ulong _payload;
    private ulong _length;
    private byte _header;
    private int _have;

    /// <summary>An unmasked close frame with code 1001: going away.</summary>
    public static ReadOnlyMemory<byte> GoingAway { get; } = new byte[] { 0x88, 0x02, 0x03, 0xe9 };

    /// <summary>Nothing of a frame is missing, so another may begin.</summary>
    public readonly bool IsBetweenFrames => _payload == 0 && _have == 0;

    public void Follow(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_payload > 0)
            {
                var skip = (int)Math.Min(_payload, (ulong)bytes.Length);
                _payload -= (ulong)skip;
                bytes = bytes[skip..];
                continue;
            }

            FollowHeader(bytes[0]);
            bytes = bytes[1..];
        }
    }

    // Two bytes, then 0, 2 or 8 of length, then 4 of mask if there is one (a server's frame has none, but may).
    private void FollowHeader(byte next)
    {
        _have++;
        if (_have == 2)
        {
            _header = next;
        }
        else if (_have > 2 && _have <= 2 + LengthBytes)
        {
            _length = (_length << 8) | next;
        }

        if (_have < 2 || _have < 2 + LengthBytes + MaskBytes) return;
        _payload = LengthBytes == 0 ? (ulong)(_header & 0x7f) : _length;
        _have = 0;
        _length = 0;
    }

    private readonly int LengthBytes => (_header & 0x7f) switch { 126 => 2, 127 => 8, _ => 0 };

    private readonly int MaskBytes => (_header & 0x80) != 0 ? 4 : 0;
}
