using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Hub.Proxy.Listening;

/// <summary>Accepts connections that another listener of the same server has taken and sorted out.</summary>
internal sealed class PlainHttp2Listener : IConnectionListenerFactory, IConnectionListenerFactorySelector, IConnectionListener
{
    private readonly Channel<ConnectionContext> _sorted = Channel.CreateUnbounded<ConnectionContext>();

    public EndPoint EndPoint { get; } = new PlainHttp2EndPoint();

    public bool CanBind(EndPoint endpoint) => endpoint is PlainHttp2EndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(this);

    /// <summary>Hands the connection over and waits for its end.</summary>
    public async Task ServeAsync(ConnectionContext connection)
    {
        var handed = new HandedConnection(connection);
        if (!_sorted.Writer.TryWrite(handed)) return;
        await handed.Served.ConfigureAwait(false);
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _sorted.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // This is how a listener says that it was unbound.
            return null;
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _sorted.Writer.TryComplete();
        return default;
    }

    public ValueTask DisposeAsync() => UnbindAsync();
}
