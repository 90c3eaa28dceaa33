using System.Globalization;
using System.Net;

namespace Hub.Tests.Proxy.Support;

/// <summary>Which of this process's epoll instances watch a socket, as the kernel tells it in /proc.</summary>
internal static class EpollSets
{
    /// <summary>The descriptors of the instances that watch the IPv4 socket between these two.</summary>
    public static IReadOnlyList<int> Watching(IPEndPoint local, IPEndPoint remote)
    {
        var link = $"socket:[{Inode(local, remote)}]";
        var descriptors = Directory.GetFileSystemEntries("/proc/self/fd")
            .Select(static path => (Number: int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture), Is: new FileInfo(path).LinkTarget))
            .ToList();
        var socket = descriptors.Single(d => d.Is == link).Number;
        return [.. descriptors.Where(d => d.Is == "anon_inode:[eventpoll]" && Watched(d.Number).Contains(socket)).Select(static d => d.Number)];
    }

    private static string Inode(IPEndPoint local, IPEndPoint remote) =>
        File.ReadLines("/proc/self/net/tcp")
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            // A table that changes while it is read may show a line twice.
            .First(words => words[1] == Hex(local) && words[2] == Hex(remote))[9];

    // The address is the number that this machine's memory shows, the port is one for people.
    private static string Hex(IPEndPoint point) => $"{BitConverter.ToUInt32(point.Address.GetAddressBytes()):X8}:{point.Port:X4}";

    private static IEnumerable<int> Watched(int epoll) =>
        File.ReadLines($"/proc/self/fdinfo/{epoll}")
            .Where(static line => line.StartsWith("tfd:", StringComparison.Ordinal))
            .Select(static line => int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
}
