using Microsoft.AspNetCore.Connections;

namespace Hub.Proxy.Listening;

/// <summary>How many clients are connected to a server now.</summary>
internal sealed class ConnectionCount
{
    private int _open;

    public int Open => Volatile.Read(ref _open);

    public ConnectionDelegate Around(ConnectionDelegate serve) => async connection =>
    {
        Interlocked.Increment(ref _open);
        try
        {
            await serve(connection).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    };
}
