using System.Net;
using System.Net.Sockets;

namespace Hub.Tests.Support;

/// <summary>
/// Ports that are given out once each. One that was merely free a moment ago could be given out again before its server has
/// started, or be taken by an outgoing connection: so they come from below those the kernel gives to connections, and runs
/// that go on side by side share them out, a block at a time, by locks on files.
/// </summary>
/// <param name="folder">Where the files are; the same for all runs.</param>
public sealed class PortRange(string folder) : IDisposable
{
    private const int Lowest = 10_240;
    private const int BlockSize = 64;
    private const string KernelsRange = "/proc/sys/net/ipv4/ip_local_port_range";

    private readonly Lock taking = new();
    private readonly List<FileStream> blocks = [];
    private int next;
    private int end;

    public int Next()
    {
        lock (taking)
        {
            while (true)
            {
                if (next == end)
                    TakeBlock();
                if (IsFree(next++))
                    return next - 1;
            }
        }
    }

    /// <summary>Gives the blocks to other runs.</summary>
    public void Dispose()
    {
        foreach (var block in blocks)
            block.Dispose();
    }

    private void TakeBlock()
    {
        var (first, last) = Bounds();
        for (var at = first; at + BlockSize <= last; at += BlockSize)
        {
            if (TryLock(Path.Combine(folder, $"hub-tests-ports-{at}.lock")) is not { } block)
                continue;
            blocks.Add(block);
            (next, end) = (at, at + BlockSize);
            return;
        }

        throw new InvalidOperationException($"All ports from {first} to {last} were given out: the locks are in {folder}");
    }

    private static FileStream? TryLock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another run has it, or one of another account had.
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            // Some other program listens there.
            return false;
        }
    }

    private static (int First, int Last) Bounds()
    {
        var kernels = File.Exists(KernelsRange)
            ? File.ReadAllText(KernelsRange).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray()
            : [32_768, 60_999];
        if (kernels[0] - Lowest > 20 * BlockSize)
            return (Lowest, kernels[0]);
        // A kernel that was given nearly all ports for connections: above them, or else among them.
        return 65_536 - kernels[1] > 20 * BlockSize ? (kernels[1] + 1, 65_536) : (Lowest, 32_768);
    }
}
