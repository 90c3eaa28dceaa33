using System.Buffers;
using System.Globalization;
using Hub.Proxy.Sockets;
using Hub.Proxy.Upstream;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Proxy.Forwarding;

/// <summary>Copies a backend's body to the client as it comes, whichever way its end is marked.</summary>
internal sealed class ResponseBodyRelay
{
    private const int SmallRead = 4 * 1024;
    private const int LargeRead = 64 * 1024;

    /// <summary>
    /// Copies all of the body. What is short enough to have come with the head leaves when the server ends the response,
    /// in one piece with its head; whatever began to flow has left when this ends.
    /// </summary>
    public Task CopyAsync(Exchange exchange, UpstreamConnection from) => exchange.Answer.Body switch
    {
        BodyKind.Length => CopyLengthAsync(exchange, from, exchange.Answer.Length),
        BodyKind.Chunked => CopyChunksAsync(exchange, from),
        BodyKind.UntilClose => CopyLengthAsync(exchange, from, long.MaxValue),
        _ => Task.CompletedTask,
    };

    private static async Task CopyLengthAsync(Exchange exchange, UpstreamConnection from, long left)
    {
        var untilClose = left == long.MaxValue;
        var writer = exchange.ResponseBody;
        left -= WriteBuffered(exchange, from, left);
        // The head leaves with what is here already; if that is all, it leaves when the response ends.
        if (left > 0)
        {
            await exchange.FlushBodyAsync().ConfigureAwait(false);
            from.ReleaseBuffer();
        }

        var size = SmallRead;
        Turn turn = default;
        while (left > 0)
        {
            if (!untilClose && left > SmallRead) size = LargeRead;
            var room = writer.GetMemory(size);
            var count = await from.ReceiveAsync(room[..(int)Math.Min(room.Length, left)]).ConfigureAwait(false);
            if (count == 0)
            {
                if (untilClose) return;
                throw new UpstreamFailure("the backend closed before the end of its response");
            }

            exchange.NoteOut(count);
            writer.Advance(count);
            left -= count;
            await exchange.FlushBodyAsync().ConfigureAwait(false);
            size = count == room.Length ? LargeRead : SmallRead;
            if (turn.IsOver(count)) await Task.Yield();
        }
    }

    private static async Task CopyChunksAsync(Exchange exchange, UpstreamConnection from)
    {
        // Over HTTP/1.1 the chunks are framed here, because Kestrel's own framing has no place for trailers.
        var framed = exchange.FramesChunks;
        Turn turn = default;
        if (from.Buffered.IsEmpty) await exchange.FlushBodyAsync().ConfigureAwait(false);
        while (true)
        {
            var left = await ReadSizeAsync(exchange, from).ConfigureAwait(false);
            if (left == 0) break;
            while (left > 0)
            {
                if (from.Buffered.IsEmpty) await FillAsync(exchange, from).ConfigureAwait(false);
                var count = WriteChunk(exchange, from, left, framed);
                left -= count;
                if (!turn.IsOver(count)) continue;
                await exchange.FlushBodyAsync().ConfigureAwait(false);
                await Task.Yield();
            }

            await ExpectLineEndAsync(exchange, from).ConfigureAwait(false);
        }

        await RelayTrailersAsync(exchange, from, framed).ConfigureAwait(false);
        if (exchange.ResponseStarted) await exchange.FlushBodyAsync().ConfigureAwait(false);
    }

    private static long WriteBuffered(Exchange exchange, UpstreamConnection from, long most)
    {
        var buffered = from.Buffered;
        var count = (int)Math.Min(buffered.Length, most);
        if (count == 0) return 0;
        exchange.ResponseBody.Write(buffered.Span[..count]);
        exchange.NoteOut(count);
        from.Consume(count);
        return count;
    }

    private static long WriteChunk(Exchange exchange, UpstreamConnection from, long most, bool framed)
    {
        if (!framed) return WriteBuffered(exchange, from, most);
        Span<byte> size = stackalloc byte[18];
        var count = Math.Min(from.Buffered.Length, most);
        count.TryFormat(size, out var digits, "x", CultureInfo.InvariantCulture);
        "\r\n"u8.CopyTo(size[digits..]);
        exchange.ResponseBody.Write(size[..(digits + 2)]);
        WriteBuffered(exchange, from, count);
        exchange.ResponseBody.Write("\r\n"u8);
        return count;
    }

    private static async ValueTask<long> ReadSizeAsync(Exchange exchange, UpstreamConnection from)
    {
        while (true)
        {
            if (ChunkLine.TryRead(from.Buffered.Span, out var size, out var consumed))
            {
                from.Consume(consumed);
                return size;
            }

            await FillAsync(exchange, from).ConfigureAwait(false);
        }
    }

    private static async ValueTask ExpectLineEndAsync(Exchange exchange, UpstreamConnection from)
    {
        while (from.Buffered.Length < 2) await FillAsync(exchange, from).ConfigureAwait(false);
        if (!from.Buffered.Span.StartsWith("\r\n"u8)) throw new UpstreamFailure("malformed chunk");
        from.Consume(2);
    }

    private static async ValueTask RelayTrailersAsync(Exchange exchange, UpstreamConnection from, bool framed)
    {
        if (framed) exchange.ResponseBody.Write("0\r\n"u8);
        var trailers = exchange.IsHttp2 ? exchange.Features.Get<IHttpResponseTrailersFeature>()?.Trailers : null;
        while (true)
        {
            var length = from.Buffered.Span.IndexOf("\r\n"u8);
            if (length < 0)
            {
                if (from.IsBufferFull) throw new UpstreamFailure("trailer over 16 KiB");
                await FillAsync(exchange, from).ConfigureAwait(false);
                continue;
            }

            var line = from.Buffered.Span[..length];
            if (length > 0 && Trailer.TryParse(line, out var name, out var value))
            {
                if (framed) exchange.ResponseBody.Write(from.Buffered.Span[..(length + 2)]);
                else if (trailers is not null) trailers[name] = value;
            }

            from.Consume(length + 2);
            if (length == 0) break;
        }

        if (framed) exchange.ResponseBody.Write("\r\n"u8);
    }

    /// <summary>What is written leaves before more is waited for.</summary>
    private static async ValueTask FillAsync(Exchange exchange, UpstreamConnection from)
    {
        await exchange.FlushBodyAsync().ConfigureAwait(false);
        if (from.Buffered.IsEmpty)
        {
            // A stream may be silent for hours; meanwhile it holds no buffer.
            from.ReleaseBuffer();
        }

        if (await from.FillAsync().ConfigureAwait(false) == 0)
            throw new UpstreamFailure("the backend closed before the end of its response");
        exchange.NoteUpstream();
    }
}
