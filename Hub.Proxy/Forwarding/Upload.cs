using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using Hub.Proxy.Routes;
using Hub.Proxy.Sockets;
using Hub.Proxy.Upstream;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Proxy.Forwarding;

/// <summary>
/// Sends a request's body to the backend piece by piece, at the same time as the response is read: a backend may answer
/// before it has heard all.
/// </summary>
internal sealed class Upload(RouteActivity activity)
{
    private const int Block = 64 * 1024;
    private const int FrameRoom = 12;

    /// <summary>Ends when the body is through, the backend takes no more, or the client fails; throws for none of them.</summary>
    public async Task RunAsync(Exchange exchange, UpstreamConnection to)
    {
        var reader = exchange.BodyReader;
        var chunked = exchange.RequestBody == BodyKind.Chunked;
        byte[]? block = null;
        Turn turn = default;
        try
        {
            while (true)
            {
                var (read, failed) = await ReadAsync(exchange, reader).ConfigureAwait(false);
                if (failed) return;
                if (read.IsCanceled)
                {
                    // Whoever cancelled may go on to read what is left.
                    reader.AdvanceTo(read.Buffer.Start);
                    return;
                }

                var length = read.Buffer.Length;
                Note(exchange, length);
                var sent = chunked || !read.Buffer.IsSingleSegment
                    ? await TrySendBlocksAsync(to, read.Buffer, block ??= ArrayPool<byte>.Shared.Rent(Block), chunked).ConfigureAwait(false)
                    : read.Buffer.IsEmpty || await TrySendAsync(to, read.Buffer.First).ConfigureAwait(false);
                // Even of nothing: a read that is not answered for keeps the server from going on.
                reader.AdvanceTo(read.Buffer.End);
                if (!sent) return;
                // A backend that takes the body is not silent, though it says nothing.
                exchange.NoteUpstream();
                if (read.IsCompleted) break;
                if (turn.IsOver(length)) await Task.Yield();
            }

            exchange.UploadComplete = !chunked || await TrySendAsync(to, LastChunk(exchange)).ConfigureAwait(false);
        }
        finally
        {
            if (block is not null) ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>Reads what is left of the body and drops it, so that the client's connection can go on.</summary>
    public async Task DrainAsync(Exchange exchange)
    {
        // A client that waits for "100 Continue" was told something else and may never send the body.
        if (exchange.BytesIn == 0 && exchange.RequestHeaders.ContainsKey("Expect")) return;
        var reader = exchange.BodyReader;
        while (!exchange.ClientGone)
        {
            var (read, failed) = await ReadAsync(exchange, reader).ConfigureAwait(false);
            if (failed) return;
            Note(exchange, read.Buffer.Length);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return;
        }
    }

    private static async ValueTask<(ReadResult Read, bool Failed)> ReadAsync(Exchange exchange, PipeReader reader)
    {
        try
        {
            return (await reader.ReadAsync().ConfigureAwait(false), false);
        }
        catch (BadHttpRequestException e)
        {
            // Malformed chunks: the backend must not take what it has for the whole.
            exchange.OnBadBody(e);
            return (default, true);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ConnectionAbortedException or InvalidOperationException)
        {
            exchange.OnClientGone();
            return (default, true);
        }
    }

    private void Note(Exchange exchange, long count)
    {
        if (count == 0) return;
        exchange.BytesIn += count;
        exchange.ClientHeard = Environment.TickCount64;
        if (exchange.Route is { } route) activity.Note(route);
    }

    private static async ValueTask<bool> TrySendBlocksAsync(
        UpstreamConnection to, ReadOnlySequence<byte> data, byte[] block, bool chunked)
    {
        while (!data.IsEmpty)
        {
            var count = (int)Math.Min(data.Length, block.Length - FrameRoom);
            var length = Fill(block, data.Slice(0, count), chunked);
            if (!await TrySendAsync(to, block.AsMemory(0, length)).ConfigureAwait(false)) return false;
            data = data.Slice(count);
        }

        return true;
    }

    private static int Fill(Span<byte> block, in ReadOnlySequence<byte> data, bool chunked)
    {
        var count = (int)data.Length;
        if (!chunked)
        {
            data.CopyTo(block);
            return count;
        }

        count.TryFormat(block, out var digits, "x", CultureInfo.InvariantCulture);
        "\r\n"u8.CopyTo(block[digits..]);
        data.CopyTo(block[(digits + 2)..]);
        "\r\n"u8.CopyTo(block[(digits + 2 + count)..]);
        return digits + count + 4;
    }

    private static async ValueTask<bool> TrySendAsync(UpstreamConnection to, ReadOnlyMemory<byte> data)
    {
        try
        {
            await to.SendAsync(data).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The backend takes no more. Whether it said why is for the one who reads its response to find out.
            return false;
        }
    }

    private static ReadOnlyMemory<byte> LastChunk(Exchange exchange)
    {
        var trailers = exchange.Features.Get<IHttpRequestTrailersFeature>();
        var end = new HeadBuffer();
        end.Append("0\r\n"u8);
        if (trailers is { Available: true })
        {
            foreach (var (name, values) in trailers.Trailers)
            {
                var value = values.ToString();
                if (!HeaderRules.IsToken(name) || !Trailer.IsAllowed(name) || value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0) continue;
                end.Append(name);
                end.AppendHeader(""u8, value);
            }
        }

        end.Append("\r\n"u8);
        return end.Written;
    }
}
