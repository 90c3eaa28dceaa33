using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Proxy.Forwarding;

/// <summary>
/// The public side as the web server sees it. It sits directly on the server, without a middleware pipeline, because
/// every allocation and indirection here is paid by every request.
/// </summary>
internal sealed class PublicApplication(Forwarder forwarder, IExchangeObserver observer, BusyPolling polling) : IHttpApplication<Exchange>
{
    private static readonly byte[] _healthy = """{"status":"OK"}"""u8.ToArray();

    public Exchange CreateContext(IFeatureCollection features)
    {
        // The server keeps one container per connection (or stream slot), which lets the exchange be used again.
        var exchange = features is IHostContextContainer<Exchange> container ? container.HostContext ??= new Exchange() : new Exchange();
        exchange.Begin(features);
        polling.Began(exchange);
        return exchange;
    }

    public Task ProcessRequestAsync(Exchange exchange)
    {
        if (exchange.RawTarget == "/_chp_healthz") return AnswerHealthAsync(exchange);
        if (IsTunnel(exchange))
        {
            exchange.Abort();
            return Task.CompletedTask;
        }

        if (HasTwoLengths(exchange)) return RefuseAsync(exchange, 400);
        return forwarder.RunAsync(exchange);
    }

    public void DisposeContext(Exchange exchange, Exception? exception)
    {
        observer.Ended(exchange, exception);
        exchange.End();
        polling.AwaitRequest(exchange);
    }

    private static async Task AnswerHealthAsync(Exchange exchange)
    {
        exchange.ResponseHeaders.ContentType = "application/json";
        exchange.ResponseHeaders.ContentLength = _healthy.Length;
        await exchange.ResponseBody.WriteAsync(_healthy).ConfigureAwait(false);
    }

    private static Task RefuseAsync(Exchange exchange, int status)
    {
        exchange.StatusCode = status;
        exchange.ResponseHeaders.ContentLength = 0;
        exchange.ResponseHeaders.Connection = "close";
        return Task.CompletedTask;
    }

    private static bool IsTunnel(Exchange exchange) =>
        exchange.Method == "CONNECT" && exchange.Features.Get<IHttpExtendedConnectFeature>() is not { IsExtendedConnect: true };

    // Kestrel moves the length aside when there are chunks too; whoever sends both may mean to confuse.
    private static bool HasTwoLengths(Exchange exchange)
    {
        var headers = exchange.RequestHeaders;
        return headers.TransferEncoding.Count > 0 && (headers.ContentLength is not null || headers.ContainsKey("X-Content-Length"));
    }
}
