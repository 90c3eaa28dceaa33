using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Hub.Api.Background;

/// <summary>One process and no other: a pid can be given again, but not with the same start in the same run of the machine.</summary>
public sealed record ProcessMark(int Pid, string Started)
{
    public const int Terminate = 15;
    public const int Kill = 9;

    private const int NoSuchProcess = 3;

    public bool IsAlive => Of(Pid) == this;

    /// <summary>Null when no such process runs; one that ended and waits for its parent does not run.</summary>
    public static ProcessMark? Of(int pid)
    {
        var fields = Fields(pid);
        if (fields is null || fields[0] is "Z" or "X")
            return null;
        return new ProcessMark(pid, $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}:{fields[19]}");
    }

    /// <summary>To the process and, when it leads a group, to all it started there.</summary>
    public void Signal(int signal)
    {
        if (!IsAlive)
            return;
        var leads = Fields(Pid)?[2] == Pid.ToString(CultureInfo.InvariantCulture);
        Send(leads ? -Pid : Pid, signal);
    }

    /// <summary>To what a leader that has ended left behind.</summary>
    public void SignalRest(int signal) => Send(-Pid, signal);

    private static void Send(int target, int signal)
    {
        if (NativeKill(target, signal) != 0 && Marshal.GetLastPInvokeError() is var error and not NoSuchProcess)
            throw new Win32Exception(error);
    }

    // After the name, which may hold anything: state, parent, group, … and the start as the twentieth.
    private static string[]? Fields(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or IOException { HResult: NoSuchProcess })
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int NativeKill(int pid, int signal);
}
