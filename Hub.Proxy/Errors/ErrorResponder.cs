using Hub.Proxy.Forwarding;
using Hub.Proxy.Logging;
using Microsoft.AspNetCore.WebUtilities;

namespace Hub.Proxy.Errors;

/// <summary>Answers in place of a backend: with the error target's page, a file, a built-in page, or the plain text.</summary>
internal sealed class ErrorResponder(ErrorTarget? target, ErrorPages pages, ProxyLog log)
{
    /// <summary>Called with the status of each answer of the proxy's own.</summary>
    public Action<int>? Answered { get; init; }

    public async Task AnswerAsync(Exchange exchange, int status, bool upgrade, string reason)
    {
        Answered?.Invoke(status);
        log.Error($"{status} {exchange.Method} {ProxyLog.WithoutQuery(exchange.RawTarget)} {reason}".TrimEnd());
        exchange.ResponseHeaders.Clear();
        exchange.StatusCode = status;
        // What could not be understood may not end where it seems to: nothing after it is read.
        if (status is 400 or 408 && !exchange.IsHttp2) exchange.ResponseHeaders.Connection = "close";
        if (upgrade)
        {
            // Whoever asks for a WebSocket has no use for a page.
            if (!exchange.IsHttp2) exchange.ResponseHeaders.Connection = "close";
            exchange.ResponseHeaders.ContentLength = 0;
            return;
        }

        if (target is null)
        {
            var page = await pages.FindAsync(status).ConfigureAwait(false);
            await WriteAsync(exchange, page ?? PlainText(status), page is null ? null : "text/html").ConfigureAwait(false);
        }
        else if (status is 400 or 408 || !await target.TryRelayAsync(exchange, status).ConfigureAwait(false))
        {
            exchange.ResponseHeaders.Clear();
            exchange.StatusCode = status;
            await WriteAsync(exchange, PlainText(status), null).ConfigureAwait(false);
        }
    }

    private static byte[] PlainText(int status) => System.Text.Encoding.ASCII.GetBytes(ReasonPhrases.GetReasonPhrase(status));

    private static async Task WriteAsync(Exchange exchange, byte[] body, string? type)
    {
        if (type is not null) exchange.ResponseHeaders.ContentType = type;
        exchange.ResponseHeaders.ContentLength = body.Length;
        if (exchange.Method == "HEAD") return;
        await exchange.ResponseBody.WriteAsync(body).ConfigureAwait(false);
        exchange.NoteOut(body.Length);
    }
}
