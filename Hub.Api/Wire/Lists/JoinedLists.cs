using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Wire.Lists;

/// <summary>
/// Reads and writes a list once for all who ask for it at the same time, as pages that reload themselves do. Who comes while it is
/// being read waits for the next reading, which all who came meanwhile share: so nobody is answered with what was read before they
/// asked. Different lists are read in the order they were asked for, a few at a time: more would only make each of them slower.
/// </summary>
public sealed class JoinedLists : IDisposable
{
    private readonly Lock gate = new();

    private readonly SemaphoreSlim room;

    /// <summary>The lists that are being read, each with those who wait for its next reading.</summary>
    private readonly Dictionary<ListQuestion, Reading?> next = [];

    /// <param name="atOnce">How many lists are read at once.</param>
    public JoinedLists(int atOnce) => room = new(atOnce);

    /// <summary>As many at once as PostgreSQL is likely to have processors for.</summary>
    public JoinedLists()
        : this(Math.Clamp(Environment.ProcessorCount, 2, 8))
    {
    }

    /// <param name="question">What is asked.</param>
    /// <param name="read">Reads the list, with nothing that ends with this one request.</param>
    /// <param name="ct">Ends the waiting.</param>
    public Task<ActionResult> AnswerAsync<T>(ListQuestion question, Func<Task<PagedAnswer<T>>> read, CancellationToken ct)
    {
        Reading? mine;
        bool first;
        lock (gate)
        {
            first = !next.TryGetValue(question, out mine);
            mine ??= new Reading(async isShared => await read() is var page && isShared ? page.Prepare(question.Url) : page);
            mine.Readers++;
            next[question] = first ? null : mine;
        }

        if (first)
        {
            // What is done for many must not carry what belongs to the request of one, such as the scope of its log.
            using (ExecutionContext.SuppressFlow())
                _ = ReadAsync(question, mine);
        }

        return mine.Answer.Task.WaitAsync(ct);
    }

    private async Task ReadAsync(ListQuestion question, Reading? reading)
    {
        for (; reading is not null; reading = Next(question))
        {
            await room.WaitAsync();
            try
            {
                reading.Answer.TrySetResult(await reading.Read(reading.Readers > 1));
            }
            catch (Exception failure)
            {
                // Whoever asked gets it, as if they had asked alone.
                reading.Answer.TrySetException(failure);
            }
            finally
            {
                room.Release();
            }
        }
    }

    public void Dispose() => room.Dispose();

    /// <summary>Those who came meanwhile; null, and the list is forgotten, when nobody did.</summary>
    private Reading? Next(ListQuestion question)
    {
        lock (gate)
        {
            var waiting = next[question];
            if (waiting is null)
                next.Remove(question);
            else
                next[question] = null;
            return waiting;
        }
    }

    /// <param name="Read">Given whether more than one reader waits.</param>
    private sealed record Reading(Func<bool, Task<ActionResult>> Read)
    {
        public int Readers { get; set; }

        public TaskCompletionSource<ActionResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
