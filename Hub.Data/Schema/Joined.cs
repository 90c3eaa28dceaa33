namespace Hub.Data.Schema;

/// <summary>
/// Asks a question once for all who ask it at the same time. Who comes while it is being asked waits for the next asking, which all
/// who came meanwhile share: so nobody is answered with what was read before they asked.
/// </summary>
/// <param name="ask">Answers one question.</param>
internal sealed class Joined<TQuestion, TAnswer>(Func<TQuestion, Task<TAnswer>> ask)
    where TQuestion : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TQuestion, TaskCompletionSource<TAnswer>?> next = [];

    /// <param name="question">What is wanted.</param>
    /// <param name="ct">Ends the waiting.</param>
    public Task<TAnswer> AskAsync(TQuestion question, CancellationToken ct)
    {
        TaskCompletionSource<TAnswer> answer;
        bool first;
        lock (gate)
        {
            first = !next.TryGetValue(question, out var waiting);
            answer = waiting ?? new(TaskCreationOptions.RunContinuationsAsynchronously);
            next[question] = first ? null : answer;
        }

        if (first)
        {
            // What is done for many must not carry what belongs to the request of one, such as the scope of its log.
            using (ExecutionContext.SuppressFlow())
                _ = AnswerAsync(question, answer);
        }

        return answer.Task.WaitAsync(ct);
    }

    private async Task AnswerAsync(TQuestion question, TaskCompletionSource<TAnswer>? waiting)
    {
        for (; waiting is not null; waiting = Next(question))
        {
            try
            {
                waiting.TrySetResult(await ask(question));
            }
            catch (Exception failure)
            {
                // Whoever asked gets it, as if they had asked alone.
                waiting.TrySetException(failure);
            }
        }
    }

    /// <summary>Those who came meanwhile; null, and the question is forgotten, when nobody did.</summary>
    private TaskCompletionSource<TAnswer>? Next(TQuestion question)
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
}
