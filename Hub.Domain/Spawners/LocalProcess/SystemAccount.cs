using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>An account of the machine, from wherever the machine knows its accounts.</summary>
public sealed record SystemAccount(string Name, uint Uid, uint Gid, string Home, string Shell)
{
    private const int BufferTooSmall = 34;
    private const int LargestBuffer = 1 << 20;

    private delegate int Search(out Posix.PasswordEntry entry, byte[] buffer, out nint found);

    /// <summary>The account the hub itself runs as, also where the machine has no entry for it.</summary>
    public static SystemAccount Current()
    {
        var uid = Posix.EffectiveUser();
        return Find((out Posix.PasswordEntry entry, byte[] buffer, out nint found) =>
                Posix.FindAccount(uid, out entry, buffer, buffer.Length, out found))
            ?? new SystemAccount($"{uid}", uid, uid, "/", "/bin/sh");
    }

    /// <summary>Null when there is no such account.</summary>
    /// <exception cref="Win32Exception">The machine's directory of accounts could not be asked.</exception>
    public static SystemAccount? Find(string name) =>
        name.Contains('\0')
            ? null
            : Find((out Posix.PasswordEntry entry, byte[] buffer, out nint found) =>
                Posix.FindAccount(name, out entry, buffer, buffer.Length, out found));

    private static SystemAccount? Find(Search search)
    {
        for (var size = 4096; ; size *= 4)
        {
            // The texts of the entry point into the buffer, so it must stay where it is until they are read.
            var buffer = GC.AllocateArray<byte>(size, pinned: true);
            var error = search(out var entry, buffer, out var found);
            if (error == BufferTooSmall && size < LargestBuffer)
                continue;
            // The manual gives these as further ways of saying that there is none.
            if (error is Posix.NotPermitted or 2 or Posix.NoSuchProcess or 9)
                return null;
            if (error != Posix.Success)
                throw new Win32Exception(error);
            var account = found == 0
                ? null
                : new SystemAccount(Text(entry.Name), entry.Uid, entry.Gid, Text(entry.Home), Text(entry.Shell));
            GC.KeepAlive(buffer);
            return account;
        }
    }

    private static string Text(nint text) => Marshal.PtrToStringUTF8(text) ?? "";
}
