using System.Collections.Concurrent;

namespace Hub.Proxy.Sockets;

/// <summary>
/// A thread that watches sockets and runs what waited for them. There is one for each processor; nothing that runs on it may block.
/// </summary>
internal sealed class EventLoop
{
    private static readonly EventLoop[] _all = Enumerable.Range(0, Environment.ProcessorCount).Select(static _ => new EventLoop()).ToArray();
    private static int _next;

    [ThreadStatic]
    private static EventLoop? _current;

    private readonly Epoll _epoll = new();
    private readonly ConcurrentDictionary<long, WatchedSocket> _sockets = new();
    private long _lastId;

    private EventLoop() => new Thread(Run) { IsBackground = true, Name = "sockets" }.Start();

    /// <summary>The loop this thread runs; null on other threads.</summary>
    public static EventLoop? Current => _current;

    /// <summary>Each in turn.</summary>
    public static EventLoop Next() => _all[(uint)Interlocked.Increment(ref _next) % (uint)_all.Length];

    /// <summary>Watches the socket until it is forgotten; returns the name to forget it by.</summary>
    public long Watch(WatchedSocket socket, nint descriptor)
    {
        var id = Interlocked.Increment(ref _lastId);
        _sockets[id] = socket;
        try
        {
            _epoll.Watch(descriptor, id);
        }
        catch
        {
            Forget(id);
            throw;
        }

        return id;
    }

    public void Forget(long id) => _sockets.TryRemove(id, out _);

    private void Run()
    {
        _current = this;
        var count = 0;
        while (true)
        {
            count = Wait(count);
            for (var i = 0; i < count; i++)
            {
                var (id, what) = _epoll[i];
                // One that was closed meanwhile may still have events here.
                if (_sockets.TryGetValue(id, out var socket)) socket.On(what);
            }
        }
    }

    /// <summary>
    /// A busy loop that sees nothing more lets others run before it sleeps: on a busy machine they are those it waits for, and who
    /// does not sleep need not be woken by each of them.
    /// </summary>
    private int Wait(int before)
    {
        if (before > 1)
        {
            var count = _epoll.Look();
            if (count > 0) return count;
            Thread.Yield();
        }

        return _epoll.Wait();
    }
}
