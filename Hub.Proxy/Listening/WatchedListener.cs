using System.Net;
using System.Net.Sockets;
using Hub.Proxy.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Hub.Proxy.Listening;

/// <summary>Takes the connections of one address.</summary>
internal sealed class WatchedListener(Socket socket, BlockPool blocks) : IConnectionListener
{
    private static readonly TimeSpan _untilThereIsRoom = TimeSpan.FromMilliseconds(100);

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    /// <summary>Null when there will be no more.</summary>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Socket? accepted = null;
            try
            {
                accepted = await socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
                if (accepted.LocalEndPoint is IPEndPoint) accepted.NoDelay = true;
                return new WatchedConnection(new WatchedSocket(accepted, EventLoop.Next()), blocks);
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted } && accepted is null)
            {
                return null;
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                accepted?.Dispose();
                // A client that went before it was taken is no reason to wait; a system that has no room for another is.
                if (e is IOException or SocketException { SocketErrorCode: SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable })
                    await Task.Delay(_untilThereIsRoom, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return default;
    }
}
