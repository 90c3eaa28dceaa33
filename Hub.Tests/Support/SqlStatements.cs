using System.Collections.Concurrent;
using System.Diagnostics;

namespace Hub.Tests.Support;

/// <summary>Counts the statements that requests send to the database, as long as it lives; those of chores do not count.</summary>
public sealed class SqlStatements : IDisposable
{
    private readonly ConcurrentQueue<string> seen = new();
    private readonly ActivityListener listener;

    public SqlStatements()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = Count,
        };
        ActivitySource.AddActivityListener(listener);
    }

    public IReadOnlyList<string> Seen => [.. seen];

    public void Dispose() => listener.Dispose();

    private void Count(Activity activity)
    {
        if (activity.Source.Name == "Npgsql" && activity.Parent is { Source.Name: "Microsoft.AspNetCore" })
            seen.Enqueue(string.Join(' ', activity.TagObjects.Where(tag => tag.Key is "db.query.text" or "db.statement").Select(tag => $"{tag.Value}")));
    }
}
