using System.Runtime.InteropServices;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>The calls of the C library for which .NET has no counterpart that a server's process could live with.</summary>
internal static class Posix
{
    public const int Success = 0;
    public const int NotPermitted = 1;
    public const int NoSuchProcess = 3;
    public const int TooBig = 7;

    public const int SigInt = 2;
    public const int SigKill = 9;
    public const int SigTerm = 15;

    public const int OpenReadOnly = 0;
    public const int OpenWriteOnly = 1;
    public const int OpenCreate = 0x40;
    public const int OpenAppend = 0x400;

    public const short SpawnSetSignalDefaults = 0x04;
    public const short SpawnSetSignalMask = 0x08;
    public const short SpawnSetSession = 0x80;

    public const int ProcessById = 1;
    public const int WaitNoHang = 1;
    public const int WaitExited = 4;
    public const int WaitNoReap = 0x01000000;

    private const int PidfdSendSignal = 424;
    private const int PidfdOpen = 434;

    [DllImport("libc", EntryPoint = "posix_spawn")]
    public static extern int Spawn(
        out int pid, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, nint actions, nint attributes, nint[] arguments, nint[] environment);

    [DllImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static extern int InitAttributes(nint attributes);

    [DllImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static extern int DestroyAttributes(nint attributes);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static extern int SetFlags(nint attributes, short flags);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static extern int SetSignalDefaults(nint attributes, nint signals);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    public static extern int SetSignalMask(nint attributes, nint signals);

    [DllImport("libc", EntryPoint = "sigfillset")]
    public static extern int FillSignals(nint signals);

    [DllImport("libc", EntryPoint = "sigemptyset")]
    public static extern int ClearSignals(nint signals);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static extern int InitActions(nint actions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static extern int DestroyActions(nint actions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")]
    public static extern int AddOpen(
        nint actions, int descriptor, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mode);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static extern int AddDuplicate(nint actions, int from, int to);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    public static extern int AddCloseFrom(nint actions, int from);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    public static extern int AddChangeFolder(nint actions, [MarshalAs(UnmanagedType.LPUTF8Str)] string path);

    [DllImport("libc", EntryPoint = "waitid", SetLastError = true)]
    public static extern int Wait(int kind, int pid, byte[] info, int options);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static extern int Kill(int pid, int signal);

    [DllImport("libc", EntryPoint = "chown", SetLastError = true)]
    public static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint uid, uint gid);

    [DllImport("libc", EntryPoint = "geteuid")]
    public static extern uint EffectiveUser();

    [DllImport("libc", EntryPoint = "getpwnam_r")]
    public static extern int FindAccount(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, out PasswordEntry entry, byte[] buffer, nint size, out nint found);

    [DllImport("libc", EntryPoint = "getpwuid_r")]
    public static extern int FindAccount(uint uid, out PasswordEntry entry, byte[] buffer, nint size, out nint found);

    /// <summary>Opens a handle of a process, which goes on to mean that process even when its number is used again.</summary>
    public static int OpenProcess(int pid) => (int)SystemCall(PidfdOpen, pid, 0, 0, 0);

    public static int SignalProcess(int handle, int signal) => (int)SystemCall(PidfdSendSignal, handle, signal, 0, 0);

    [DllImport("libc", EntryPoint = "close")]
    public static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static extern nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);

    /// <summary><c>struct passwd</c>; the texts lie in the buffer of the call.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PasswordEntry
    {
        public nint Name;
        public nint Password;
        public uint Uid;
        public uint Gid;
        public nint Comment;
        public nint Home;
        public nint Shell;
    }
}
