using System.Runtime.InteropServices;

namespace Hub.Domain.Authenticators.Local;

/// <summary>The calls of the C library that tell of the machine's accounts and groups.</summary>
internal static class UnixLibrary
{
    [DllImport("libc", EntryPoint = "getpwnam_r")]
    public static extern int FindAccount(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, out AccountEntry entry, byte[] buffer, nint size, out nint found);

    [DllImport("libc", EntryPoint = "getpwuid_r")]
    public static extern int FindAccount(uint uid, out AccountEntry entry, byte[] buffer, nint size, out nint found);

    [DllImport("libc", EntryPoint = "getgrnam_r")]
    public static extern int FindGroup(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, out GroupEntry entry, byte[] buffer, nint size, out nint found);

    [DllImport("libc", EntryPoint = "getgrouplist")]
    public static extern int ListGroups([MarshalAs(UnmanagedType.LPUTF8Str)] string name, uint gid, [Out] uint[] groups, ref int count);

    /// <summary><c>struct passwd</c>; the texts lie in the buffer of the call.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct AccountEntry
    {
        public nint Name;
        public nint Password;
        public uint Uid;
        public uint Gid;
        public nint Comment;
        public nint Home;
        public nint Shell;
    }

    /// <summary><c>struct group</c>; the texts lie in the buffer of the call.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct GroupEntry
    {
        public nint Name;
        public nint Password;
        public uint Gid;
        public nint Members;
    }
}
