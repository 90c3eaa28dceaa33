using System.Runtime.CompilerServices;
using Hub.Api.Wire.Json;
using Hub.Domain.Access;
using Hub.Domain.Notices;

namespace Hub.Api.Users;

/// <summary>
/// Remembers for a moment who somebody is, as <c>GET /user</c> answers it: every service and server asks that for each visitor.
/// Any notice about access or servers ends all of it; what changes without a notice, such as activity, is seen a second later.
/// </summary>
public sealed class IdentityCache : IDisposable
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(1);

    /// <summary>A caller is one object for as long as the access cache knows it, and takes its entry along.</summary>
    private readonly ConditionalWeakTable<Caller, Entry> entries = [];

    private readonly TimeProvider clock;
    private readonly IDisposable access;
    private readonly IDisposable servers;
    private long generation;

    public IdentityCache(NoticeBoard board, TimeProvider clock)
    {
        this.clock = clock;
        access = board.Subscribe(NoticeTopic.Access, Forget);
        servers = board.Subscribe(NoticeTopic.Server, Forget);
    }

    /// <summary>Counts the notices. Read it before the rows: what was read before a change must not be kept after it.</summary>
    public long Generation => Interlocked.Read(ref generation);

    public PreparedJson? Find(Caller caller) =>
        entries.TryGetValue(caller, out var entry) && entry.ReadAt == Generation && entry.Until > clock.GetUtcNow() ? entry.Answer : null;

    public void Keep(Caller caller, PreparedJson answer, long readAt) =>
        entries.AddOrUpdate(caller, new Entry(answer, readAt, clock.GetUtcNow() + TimeToLive));

    public void Dispose()
    {
        access.Dispose();
        servers.Dispose();
    }

    private void Forget(string? what) => Interlocked.Increment(ref generation);

    private sealed record Entry(PreparedJson Answer, long ReadAt, DateTimeOffset Until);
}
