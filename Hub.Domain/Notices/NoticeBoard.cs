using System.Collections.Immutable;

namespace Hub.Domain.Notices;

/// <summary>
/// Where a replica hears of changes, its own and those of others. A null payload means doubt: notices may have been missed,
/// so whoever keeps copies must drop them.
/// </summary>
public sealed class NoticeBoard
{
    private readonly ImmutableArray<Action<string?>>[] listeners =
        [.. Enum.GetValues<NoticeTopic>().Select(_ => ImmutableArray<Action<string?>>.Empty)];

    /// <summary>Calls <paramref name="listener"/> at every notice of a topic until the result is disposed. It must be quick.</summary>
    public IDisposable Subscribe(NoticeTopic topic, Action<string?> listener)
    {
        ImmutableInterlocked.Update(ref listeners[(int)topic], list => list.Add(listener));
        return new Subscription(() => ImmutableInterlocked.Update(ref listeners[(int)topic], list => list.Remove(listener)));
    }

    public void Publish(NoticeTopic topic, string? payload)
    {
        foreach (var listener in listeners[(int)topic])
            listener(payload);
    }

    /// <summary>Tells every listener that notices may have been missed.</summary>
    public void Doubt()
    {
        foreach (var topic in Enum.GetValues<NoticeTopic>())
            Publish(topic, null);
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
