using System.Diagnostics;
using System.Net.Sockets;

namespace Hub.Proxy.Upstream;

/// <summary>
/// Looks for a peer's next bytes in a loop before the thread goes to sleep, because many answers come sooner than a thread wakes. It adapts:
/// each look in vain doubles how many waits are left alone after it, so a peer that takes its time costs next to nothing.
/// </summary>
internal sealed class BusyPoll
{
    private const int MostLeftAlone = 1023;

    private int _misses;

    /// <summary>How many of the next waits are left alone.</summary>
    public int LeftAlone { get; private set; }

    /// <summary>Returns when bytes are there, or after <paramref name="longest"/>; at once if this wait is left alone. True if there are any.</summary>
    public bool Await(Socket socket, TimeSpan longest)
    {
        if (LeftAlone > 0)
        {
            LeftAlone--;
            return false;
        }

        var seen = Sees(socket, longest);
        _misses = seen ? 0 : Math.Min((_misses * 2) + 1, MostLeftAlone);
        LeftAlone = _misses;
        return seen;
    }

    private static bool Sees(Socket socket, TimeSpan longest)
    {
        var began = Stopwatch.GetTimestamp();
        do
        {
            if (socket.Available > 0) return true;
        }
        while (Stopwatch.GetElapsedTime(began) < longest);
        return false;
    }
}
