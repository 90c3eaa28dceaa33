using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>One process and never another: a number alone is used again, together with the start time it is not.</summary>
internal readonly record struct ServerProcess(int Pid, long StartTime)
{
    private const int InfoSize = 128;
    private const int InfoCode = 8;
    private const int InfoPid = 16;
    private const int InfoStatus = 24;
    private const int CodeExited = 1;

    /// <summary>A child just started. It is in the process table until it is reaped, even if it has ended already.</summary>
    /// <exception cref="IOException">The table cannot be read; the child was killed.</exception>
    public static ServerProcess Of(int child)
    {
        try
        {
            // Where SIGCHLD is ignored the system reaps by itself; then nothing has the start time 0, and the child counts as gone.
            return new ServerProcess(child, ProcessStatus.Find(child)?.StartTime ?? 0);
        }
        catch (IOException)
        {
            _ = Posix.Kill(child, Posix.SigKill);
            throw;
        }
    }

    /// <summary>Null once it is gone; a zombie is still there.</summary>
    public ProcessStatus? Look() => ProcessStatus.Find(Pid) is { } status && status.StartTime == StartTime ? status : null;

    public bool Runs() => Look() is { IsZombie: false };

    /// <summary>How it ended, negative for a signal, without reaping it; null when it is not our child or has not ended.</summary>
    public int? ExitStatus() => Wait(Posix.WaitNoReap);

    /// <summary>Lets the system forget it, when it is our child and has ended.</summary>
    public void Reap() => Wait(0);

    /// <summary>Sends a signal to this process and no other. False when it is gone.</summary>
    /// <exception cref="Win32Exception">The system refused.</exception>
    public bool Signal(int signal)
    {
        var handle = Posix.OpenProcess(Pid);
        if (handle < 0)
            return Marshal.GetLastPInvokeError() == Posix.NoSuchProcess ? false : throw new Win32Exception();
        try
        {
            // Looked at after the handle was opened: from here on the handle means the process that was looked at.
            if (!Runs())
                return false;
            if (Posix.SignalProcess(handle, signal) == 0)
                return true;
            return Marshal.GetLastPInvokeError() == Posix.NoSuchProcess ? false : throw new Win32Exception();
        }
        finally
        {
            Posix.Close(handle);
        }
    }

    private int? Wait(int more)
    {
        var info = new byte[InfoSize];
        var failed = Posix.Wait(Posix.ProcessById, Pid, info, Posix.WaitExited | Posix.WaitNoHang | more) != 0;
        if (failed || BinaryPrimitives.ReadInt32LittleEndian(info.AsSpan(InfoPid)) != Pid)
            return null;
        var status = BinaryPrimitives.ReadInt32LittleEndian(info.AsSpan(InfoStatus));
        return BinaryPrimitives.ReadInt32LittleEndian(info.AsSpan(InfoCode)) == CodeExited ? status : -status;
    }
}
