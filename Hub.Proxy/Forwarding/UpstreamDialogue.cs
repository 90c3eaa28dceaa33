using System.Net.Sockets;
using Hub.Proxy.Upstream;

namespace Hub.Proxy.Forwarding;

/// <summary>Sends a request head to a backend and reads the head of its answer, on a pooled or a new connection.</summary>
internal sealed class UpstreamDialogue(Upload upload, BusyPolling polling)
{
    /// <summary>
    /// A connection whose answer's head was read into <see cref="Exchange.Answer"/>, and the upload that may still run.
    /// Throws <see cref="UpstreamFailure"/> if the backend cannot be reached or does not speak HTTP.
    /// </summary>
    public async ValueTask<(UpstreamConnection Connection, Task Upload)> AskAsync(
        Exchange exchange, UpstreamPool pool, bool upgrade, TimeSpan? connectLimit = null)
    {
        // A backend may close an idle connection just as a request goes out. What can be repeated is sent again on another
        // connection; what cannot goes only where the socket shows no sign of that.
        var repeatable = !upgrade && exchange.RequestBody == BodyKind.None && IsIdempotent(exchange.Method);
        var sent = false;
        while (true)
        {
            // A stream has a connection of its own from the start: on its client's loop, and never one the backend may be closing.
            var idle = upgrade ? null : pool.TryTake(careful: !repeatable);
            var connection = idle ?? await ConnectAsync(exchange, pool, connectLimit, sent).ConfigureAwait(false);
            var uploading = Task.CompletedTask;
            try
            {
                if (!exchange.Attach(connection)) throw new OperationCanceledException("the client left");
                exchange.NoteUpstream();
                sent = true;
                await connection.SendAsync(exchange.Head.Written).ConfigureAwait(false);
                if (exchange.RequestBody == BodyKind.None) polling.AwaitAnswer(exchange, connection);
                else uploading = upload.RunAsync(exchange, connection);
                await ReadHeadAsync(exchange, connection, exchange.Method == "HEAD").ConfigureAwait(false);
                return (connection, uploading);
            }
            catch (Exception e) when (IsTrouble(e))
            {
                exchange.Detach();
                connection.Dispose();
                if (!uploading.IsCompleted) exchange.BodyReader.CancelPendingRead();
                await uploading.ConfigureAwait(false);
                if (exchange.ClientGone || exchange.BadBody is not null) throw;
                if (repeatable && connection.Reused && !connection.Answered && !exchange.UpstreamSilent) continue;
                var failure = e as UpstreamFailure ?? new UpstreamFailure(e.Message, e);
                failure.Sent = sent;
                failure.Answered = connection.Answered;
                throw failure;
            }
        }
    }

    /// <summary>What a connection throws when it breaks, by either side's doing.</summary>
    public static bool IsTrouble(Exception e) =>
        e is IOException or SocketException or ObjectDisposedException or OperationCanceledException;

    /// <summary>Reads the head of a final answer into <see cref="Exchange.Answer"/>.</summary>
    public static async ValueTask ReadHeadAsync(Exchange exchange, UpstreamConnection connection, bool toHead)
    {
        while (true)
        {
            if (!connection.Buffered.IsEmpty && exchange.Answer.TryParse(connection.Buffered.Span, toHead, out var consumed))
            {
                connection.Consume(consumed);
                if (!exchange.Answer.IsInformational || exchange.Answer.Status == 101) return;
                await InterimResponse.RelayAsync(exchange).ConfigureAwait(false);
                continue;
            }

            if (connection.IsBufferFull) throw new UpstreamFailure("response head over 16 KiB");
            if (await connection.FillAsync().ConfigureAwait(false) == 0)
                throw new UpstreamFailure(connection.Answered ? "the backend closed within its response head" : "the backend closed without an answer");
            exchange.NoteUpstream();
        }
    }

    private static async ValueTask<UpstreamConnection> ConnectAsync(Exchange exchange, UpstreamPool pool, TimeSpan? limit, bool sent)
    {
        try
        {
            return await pool.ConnectAsync(exchange.Aborted, limit, exchange.Connection?.Loop).ConfigureAwait(false);
        }
        catch (UpstreamFailure e)
        {
            e.Sent = sent;
            throw;
        }
    }

    private static bool IsIdempotent(string method) =>
        method is "GET" or "HEAD" or "OPTIONS" or "PUT" or "DELETE" or "TRACE" or "PROPFIND" or "REPORT" or "SEARCH";
}
