using System.Buffers.Text;
using System.Text;
using Hub.Proxy.Upstream;

namespace Hub.Proxy.Forwarding;

/// <summary>Bytes of a message head under construction, in an array that is rented and reused.</summary>
internal sealed class HeadBuffer
{
    private byte[]? _bytes;
    private int _length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public void Clear() => _length = 0;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>One byte per character: header values are bytes that were read as Latin-1.</summary>
    public void Append(ReadOnlySpan<char> text) => _length += Encoding.Latin1.GetBytes(text, Room(text.Length));

    public void Append(long number)
    {
        Utf8Formatter.TryFormat(number, Room(20), out var written);
        _length += written;
    }

    public void AppendHeader(ReadOnlySpan<byte> name, ReadOnlySpan<char> value)
    {
        Append(name);
        Append(": "u8);
        Append(value);
        Append("\r\n"u8);
    }

    public void Release()
    {
        if (_bytes is null) return;
        HeadPool.Return(_bytes);
        _bytes = null;
        _length = 0;
    }

    private Span<byte> Room(int count)
    {
        _bytes ??= HeadPool.Rent(2048);
        if (_bytes.Length - _length < count)
        {
            var larger = HeadPool.Rent(Math.Max(_bytes.Length * 2, _length + count));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            HeadPool.Return(_bytes);
            _bytes = larger;
        }

        return _bytes.AsSpan(_length);
    }
}
