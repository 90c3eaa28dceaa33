using System.Collections.Concurrent;
using Hub.Domain.Notices;

namespace Hub.Domain.Access;

/// <summary>
/// Remembers who stands behind a token or session, so that a warm replica authorises without the database. Notices drop what
/// changed; the short time to live is the backstop, and while notices do not arrive nothing is remembered.
/// </summary>
public sealed class AccessCache : IDisposable
{
    private const int MostEntries = 50_000;

    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Entry> entries = new();
    private readonly ConcurrentDictionary<(OwnerKind Kind, int Id), Stamp> owners = new();
    private readonly TimeProvider clock;
    private readonly IDisposable subscription;
    private long generation;

    public AccessCache(NoticeBoard board, TimeProvider clock)
    {
        this.clock = clock;
        subscription = board.Subscribe(NoticeTopic.Access, Forget);
    }

    /// <summary>Counts what was forgotten. Read it before the rows: what was read before a change must not be kept after it.</summary>
    public long Generation => Interlocked.Read(ref generation);

    public Caller? Find(string key)
    {
        if (!entries.TryGetValue(key, out var entry))
            return null;
        var now = clock.GetUtcNow();
        if (entry.Owner.Stale || entry.Until <= now || entry.Caller.ExpiresAt <= now)
        {
            entries.TryRemove(KeyValuePair.Create(key, entry));
            return null;
        }

        return entry.Caller;
    }

    public void Keep(string key, Caller caller, long readAt)
    {
        if (entries.Count >= MostEntries)
            entries.Clear();
        var stamp = owners.GetOrAdd((caller.Kind, caller.Id), _ => new Stamp());
        var entry = new Entry(caller, stamp, clock.GetUtcNow() + TimeToLive);
        entries[key] = entry;
        // The check comes after the insert: a change between the two has either counted up or still sees the entry.
        if (Generation != readAt)
            entries.TryRemove(KeyValuePair.Create(key, entry));
    }

    public void Dispose() => subscription.Dispose();

    private void Forget(string? what)
    {
        Interlocked.Increment(ref generation);
        var at = what?.IndexOf(':') ?? -1;
        switch (at < 0 ? null : what![..at])
        {
            case "user" when int.TryParse(what.AsSpan(at + 1), out var id):
                ForgetOwner(OwnerKind.User, id);
                break;
            case "service" when int.TryParse(what.AsSpan(at + 1), out var id):
                ForgetOwner(OwnerKind.Service, id);
                break;
            case "token" when int.TryParse(what.AsSpan(at + 1), out var id):
                ForgetWhere(caller => caller.TokenId == id);
                break;
            case "server" when int.TryParse(what.AsSpan(at + 1), out var id):
                ForgetWhere(caller => caller.ServerId == id);
                break;
            case "session":
                ForgetWhere(caller => caller.SessionId == what![(at + 1)..]);
                break;
            default:
                entries.Clear();
                owners.Clear();
                break;
        }
    }

    private void ForgetOwner(OwnerKind kind, int id)
    {
        if (owners.TryRemove((kind, id), out var stamp))
            stamp.Stale = true;
    }

    private void ForgetWhere(Func<Caller, bool> matches)
    {
        foreach (var entry in entries)
        {
            if (matches(entry.Value.Caller))
                entries.TryRemove(entry);
        }
    }

    private sealed record Entry(Caller Caller, Stamp Owner, DateTimeOffset Until);

    /// <summary>Shared by all entries of one owner, so that they go stale in one step.</summary>
    private sealed class Stamp
    {
        public volatile bool Stale;
    }
}
