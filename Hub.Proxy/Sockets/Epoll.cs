using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Hub.Proxy.Sockets;

/// <summary>Linux's event notification, see epoll(7), with edge-triggered events: each says that something has become possible.</summary>
internal sealed class Epoll
{
    private const int Add = 1;
    private const uint In = 0x001;
    private const uint Out = 0x004;
    private const uint PeerClosed = 0x2000;
    private const uint Broken = 0x008 | 0x010;
    private const uint EdgeTriggered = 1u << 31;
    private const int CloseOnExec = 0x80000;
    private const int InterruptedCall = 4;
    private const int AtOnce = 128;
    private const int Forever = -1;

    // The kernel's struct epoll_event is packed on x86-64 and nowhere else.
    private static readonly int _dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private readonly byte[] _events = new byte[AtOnce * Size];
    private readonly int _descriptor = Checked(epoll_create1(CloseOnExec));

    private static int Size => _dataOffset + 8;

    /// <summary>From now on events of the descriptor are told, under the name of <paramref name="id"/>, until it is closed.</summary>
    /// <exception cref="IOException">The system has no room for another.</exception>
    public void Watch(nint descriptor, long id)
    {
        Span<byte> watch = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(watch, In | Out | PeerClosed | EdgeTriggered);
        BinaryPrimitives.WriteInt64LittleEndian(watch[_dataOffset..], id);
        Checked(epoll_ctl(_descriptor, Add, (int)descriptor, ref watch[0]));
    }

    /// <summary>Waits until something has happened; how many events there are.</summary>
    public int Wait() => Events(Forever);

    /// <summary>How many events there are now.</summary>
    public int Look() => Events(0);

    public (long Id, SocketEvents What) this[int index]
    {
        get
        {
            var one = _events.AsSpan(index * Size, Size);
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(one);
            var what = SocketEvents.None;
            if ((bits & (PeerClosed | Broken)) != 0) what |= SocketEvents.Ended | SocketEvents.Readable;
            if ((bits & In) != 0) what |= SocketEvents.Readable;
            if ((bits & (Out | Broken)) != 0) what |= SocketEvents.Writable;
            return (BinaryPrimitives.ReadInt64LittleEndian(one[_dataOffset..]), what);
        }
    }

    private int Events(int milliseconds)
    {
        var count = epoll_wait(_descriptor, ref _events[0], AtOnce, milliseconds);
        return count >= 0 || Marshal.GetLastPInvokeError() == InterruptedCall ? Math.Max(count, 0) : Checked(count);
    }

    private static int Checked(int result) => result >= 0 ? result : throw new IOException(new Win32Exception(Marshal.GetLastPInvokeError()).Message);

    [DllImport("libc", SetLastError = true)]
    private static extern int epoll_create1(int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int epoll_ctl(int epoll, int operation, int descriptor, ref byte watch);

    [DllImport("libc", SetLastError = true)]
    private static extern int epoll_wait(int epoll, ref byte events, int size, int milliseconds);
}
