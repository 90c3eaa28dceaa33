using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Api.SingleUser;

/// <summary>Remembers for a while whose token it is.</summary>
/// <remarks>
/// The browser's session at the hub is part of the key: a logout there takes the session's cookie away, so the next visit asks the hub.
/// </remarks>
public sealed class VisitorCache(HubConnection hub, TimeProvider time)
{
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(300);

    private const int MaxEntries = 1000;

    private readonly ConcurrentDictionary<string, (Visitor Visitor, DateTimeOffset Until)> known = new();

    public async Task<Visitor?> FindAsync(string token, string sessionId, CancellationToken ct)
    {
        var key = Key(token, sessionId);
        var now = time.GetUtcNow();
        if (known.TryGetValue(key, out var entry) && now < entry.Until)
            return entry.Visitor;
        known.TryRemove(key, out _);
        // Who is nobody is not remembered, so a stranger's guesses fill nothing.
        if (await hub.IdentifyAsync(token, ct) is not { } visitor)
            return null;
        if (known.Count >= MaxEntries)
            known.Clear();
        known[key] = (visitor, now + MaxAge);
        return visitor;
    }

    /// <summary>A hash, so that no token lies in memory for longer than its request. Neither part can hold a line break.</summary>
    private static string Key(string token, string sessionId) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{sessionId}\n{token}")));
}
