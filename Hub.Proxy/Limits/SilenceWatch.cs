using System.Collections.Concurrent;
using Hub.Proxy.Forwarding;

namespace Hub.Proxy.Limits;

/// <summary>
/// Ends requests whose client or backend has said nothing for too long, or that take too long to arrive. One timer looks at all of them, so a request
/// costs no timer of its own, and only exists where a limit was set.
/// </summary>
internal sealed class SilenceWatch : IDisposable
{
    private readonly ConcurrentDictionary<Exchange, byte> _exchanges = new();
    private readonly long _client;
    private readonly long _upstream;
    private readonly TimeSpan _request;
    private readonly ITimer _timer;

    /// <param name="client">How long a client may be silent; null for ever.</param>
    /// <param name="upstream">How long a backend may be silent; null for ever.</param>
    /// <param name="request">How long a request may take to arrive, its body included; null for ever.</param>
    public SilenceWatch(TimeSpan? client, TimeSpan? upstream, TimeSpan? request, TimeProvider clock)
    {
        _client = (long)(client?.TotalMilliseconds ?? long.MaxValue / 2);
        _upstream = (long)(upstream?.TotalMilliseconds ?? long.MaxValue / 2);
        _request = request ?? TimeSpan.MaxValue;
        var shortest = Math.Min(Math.Min(_client, _upstream), _request.TotalMilliseconds);
        var interval = TimeSpan.FromMilliseconds(Math.Clamp(shortest / 10, 20, 1000));
        _timer = clock.CreateTimer(_ => Look(), null, interval, interval);
    }

    public void Add(Exchange exchange) => _exchanges.TryAdd(exchange, 0);

    public void Remove(Exchange exchange) => _exchanges.TryRemove(exchange, out _);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var now = Environment.TickCount64;
        foreach (var (exchange, _) in _exchanges)
        {
            // Open WebSockets may be silent as long as they like.
            if (exchange.Upgraded) continue;
            if (now - exchange.UpstreamHeard > _upstream) exchange.OnUpstreamSilent();
            if (now - exchange.ClientHeard > _client) exchange.CutClient();
            if (!exchange.UploadComplete && TimeProvider.System.GetElapsedTime(exchange.Started) > _request) exchange.OnLateBody();
        }
    }
}
