namespace Hub.Tests.Proxy.Support;

/// <summary>Reads a chunked body of any size and keeps only how long it is.</summary>
internal struct ChunkCount
{
    private long _size;
    private long _skip;
    private bool _last;

    public long Total { get; private set; }

    /// <summary>The empty line after the last chunk was read.</summary>
    public bool IsComplete { get; private set; }

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_skip > 0)
            {
                var count = (int)Math.Min(_skip, bytes.Length);
                _skip -= count;
                bytes = bytes[count..];
                IsComplete = _last && _skip == 0;
                continue;
            }

            FeedSize(bytes[0]);
            bytes = bytes[1..];
        }
    }

    private void FeedSize(byte next)
    {
        if (next == '\r') return;
        if (next != '\n')
        {
            _size = (_size << 4) | (uint)Convert.ToInt32(((char)next).ToString(), 16);
            return;
        }

        Total += _size;
        _last = _size == 0;
        _skip = _size + 2;
        _size = 0;
    }
}
