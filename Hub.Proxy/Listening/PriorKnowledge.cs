using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Hub.Proxy.Listening;

/// <summary>
/// Tells HTTP/2 from HTTP/1.1 on a port without TLS by the first bytes. Kestrel can do either on a port but not tell them
/// apart, so connections that begin as HTTP/2 go to a second listener of the same server that speaks only that.
/// </summary>
internal sealed class PriorKnowledge(PlainHttp2Listener http2, TimeSpan patience)
{
    private static readonly byte[] _preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    public async Task SortAsync(ConnectionContext connection, ConnectionDelegate http1)
    {
        if (await IsHttp2Async(connection).ConfigureAwait(false) is not { } isHttp2) return;
        if (isHttp2) await http2.ServeAsync(connection).ConfigureAwait(false);
        else await http1(connection).ConfigureAwait(false);
    }

    /// <summary>Null for a connection that ended, or said nothing for too long.</summary>
    private async ValueTask<bool?> IsHttp2Async(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        CancellationTokenSource? limit = null;
        try
        {
            while (true)
            {
                if (!input.TryRead(out var read))
                {
                    limit ??= new CancellationTokenSource(patience);
                    read = await input.ReadAsync(limit.Token).ConfigureAwait(false);
                }

                var begins = Begins(read.Buffer);
                // Nothing is consumed: whoever serves the connection reads it from its start.
                input.AdvanceTo(read.Buffer.Start, begins is null ? read.Buffer.End : read.Buffer.Start);
                if (begins is not null || read.IsCompleted) return begins;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            connection.Abort(new ConnectionAbortedException("nothing was said for too long"));
            return null;
        }
        finally
        {
            limit?.Dispose();
        }
    }

    /// <summary>Null as long as it could be either.</summary>
    private static bool? Begins(in ReadOnlySequence<byte> buffer)
    {
        var have = (int)Math.Min(buffer.Length, _preface.Length);
        Span<byte> start = stackalloc byte[have];
        buffer.Slice(0, have).CopyTo(start);
        if (!_preface.AsSpan().StartsWith(start)) return false;
        return have == _preface.Length ? true : null;
    }
}
