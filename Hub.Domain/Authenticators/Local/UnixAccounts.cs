using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Hub.Domain.Authenticators.Local;

/// <summary>An account of the machine.</summary>
public sealed record UnixAccount(string Name, uint Uid, uint Gid);

/// <summary>The accounts and groups of the machine, from wherever the machine knows them.</summary>
public static class UnixAccounts
{
    private const int BufferTooSmall = 34;
    private const int LargestBuffer = 1 << 22;
    private const int MostGroups = 65_536;

    // The manual gives these as further ways of saying that there is none: EPERM, ENOENT, ESRCH, EBADF.
    private static readonly int[] s_none = [1, 2, 3, 9];

    private delegate int Search<TEntry>(out TEntry entry, byte[] buffer, out nint found);

    /// <summary>Null when there is no such account.</summary>
    /// <exception cref="Win32Exception">The machine's directory of accounts could not be asked.</exception>
    public static UnixAccount? Find(string name) => name.Length == 0 || name.Contains('\0')
        ? null
        : Find((out UnixLibrary.AccountEntry entry, byte[] buffer, out nint found) =>
            UnixLibrary.FindAccount(name, out entry, buffer, buffer.Length, out found), Account);

    /// <summary>The account the machine itself names for a number.</summary>
    public static UnixAccount? Find(uint uid) =>
        Find((out UnixLibrary.AccountEntry entry, byte[] buffer, out nint found) =>
            UnixLibrary.FindAccount(uid, out entry, buffer, buffer.Length, out found), Account);

    /// <summary>The number of a group; null when there is no such group.</summary>
    public static uint? FindGroup(string name) => name.Length == 0 || name.Contains('\0')
        ? null
        : Find<UnixLibrary.GroupEntry, object>((out UnixLibrary.GroupEntry entry, byte[] buffer, out nint found) =>
            UnixLibrary.FindGroup(name, out entry, buffer, buffer.Length, out found), entry => entry.Gid) as uint?;

    /// <summary>The numbers of all groups an account is in, its own among them.</summary>
    public static IReadOnlySet<uint> GroupsOf(UnixAccount account)
    {
        for (var size = 64; size <= MostGroups; size *= 4)
        {
            var groups = new uint[size];
            var count = size;
            if (UnixLibrary.ListGroups(account.Name, account.Gid, groups, ref count) >= 0)
                return groups.Take(count).ToHashSet();
        }

        throw new InvalidOperationException($"The account {QuotedName.Of(account.Name)} is in more groups than the hub can list.");
    }

    private static UnixAccount Account(UnixLibrary.AccountEntry entry) =>
        new(Marshal.PtrToStringUTF8(entry.Name) ?? "", entry.Uid, entry.Gid);

    private static TResult? Find<TEntry, TResult>(Search<TEntry> search, Func<TEntry, TResult> read)
        where TResult : class
    {
        for (var size = 4096; ; size *= 4)
        {
            // The texts of the entry point into the buffer, so it must stay where it is until they are read.
            var buffer = GC.AllocateArray<byte>(size, pinned: true);
            var error = search(out var entry, buffer, out var found);
            if (error == BufferTooSmall && size < LargestBuffer)
                continue;
            if (s_none.Contains(error))
                return null;
            if (error != 0)
                throw new Win32Exception(error);
            var result = found == 0 ? null : read(entry);
            GC.KeepAlive(buffer);
            return result;
        }
    }
}
