using Hub.Proxy.Forwarding;
using Hub.Proxy.Limits;
using Hub.Proxy.Logging;

namespace Hub.Proxy.Metrics;

/// <summary>Keeps the books of requests: counters always, the rest if asked for.</summary>
internal sealed class ExchangeBook(ProxyCounters counters, TrafficMeter? traffic, AccessLog? access, SilenceWatch? silence) : IExchangeObserver
{
    public void Began(Exchange exchange, bool upgrade)
    {
        exchange.Observed = true;
        if (upgrade) counters.Upgrade();
        else counters.Web();
        traffic?.Began();
        silence?.Add(exchange);
    }

    public void Answered(Exchange exchange) => counters.Proxied(exchange.Answer.Status);

    public void Ended(Exchange exchange, Exception? problem)
    {
        if (!exchange.Observed) return;
        silence?.Remove(exchange);
        if (traffic is null && access is null) return;
        var took = TimeProvider.System.GetElapsedTime(exchange.Started);
        traffic?.Ended(exchange, took);
        access?.Write(exchange, took);
    }
}
