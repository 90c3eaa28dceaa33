using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Hub.Api.Wire.Json;

/// <summary>A text writer that collects UTF-8 in rented memory, so that an answer goes out whole and with its length.</summary>
internal sealed class Utf8Buffer : TextWriter
{
    private const int FirstSize = 4096;

    private byte[] bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int length;

    public override Encoding Encoding => Encoding.UTF8;

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, length);

    public override void Write(char value)
    {
        if (value < 0x80)
        {
            Reserve(1);
            bytes[length++] = (byte)value;
            return;
        }

        Write([value]);
    }

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    /// <summary>The JSON writer hands over strings whole, so that no surrogate pair is ever cut in two.</summary>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        Reserve(buffer.Length * 3);
        Utf8.FromUtf16(buffer, bytes.AsSpan(length), out _, out var written);
        length += written;
    }

    protected override void Dispose(bool disposing)
    {
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
        length = 0;
        base.Dispose(disposing);
    }

    private void Reserve(int more)
    {
        if (bytes.Length - length >= more)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes.Length * 2, length + more));
        bytes.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }
}
