using Npgsql;

namespace Hub.Data.Schema;

/// <summary>
/// Does in one round trip what many ask for at the same time. While some round trips are on their way, what is asked gathers for the
/// next one: so nobody is answered with what was read before they asked, nobody waits for others to come, and under load the work per
/// question gets less. What PostgreSQL refuses is done again one by one, so that nobody suffers from the mistake of another.
/// </summary>
/// <param name="ask">Answers questions in their order; changes are made all together or not at all.</param>
/// <param name="lanes">How many round trips may be on their way at once.</param>
internal sealed class Gathered<TAsked, TAnswer>(Func<IReadOnlyList<TAsked>, Task<IReadOnlyList<TAnswer>>> ask, int lanes)
{
    private const int MostAtOnce = 100;

    private readonly Lock gate = new();
    private readonly Queue<Question> waiting = new();
    private int busy;

    /// <summary>As many lanes as PostgreSQL is likely to have processors for; more would only make every round trip smaller.</summary>
    public Gathered(Func<IReadOnlyList<TAsked>, Task<IReadOnlyList<TAnswer>>> ask)
        : this(ask, Math.Clamp(Environment.ProcessorCount, 2, 8))
    {
    }

    /// <param name="asked">What is wanted.</param>
    /// <param name="ct">Ends the waiting; a change may then have been made or not.</param>
    public Task<TAnswer> AskAsync(TAsked asked, CancellationToken ct)
    {
        var question = new Question(asked);
        bool first;
        lock (gate)
        {
            waiting.Enqueue(question);
            first = busy < lanes;
            if (first)
                busy++;
        }

        if (first)
        {
            // What is done for many must not carry what belongs to the request of one, such as the scope of its log.
            using (ExecutionContext.SuppressFlow())
                _ = AnswerAllAsync();
        }

        return question.Answer.Task.WaitAsync(ct);
    }

    private async Task AnswerAllAsync()
    {
        while (Next() is { Count: > 0 } questions)
            await AnswerAsync(questions);
    }

    private async Task AnswerAsync(IReadOnlyList<Question> questions)
    {
        try
        {
            var answers = await ask([.. questions.Select(question => question.Asked)]);
            for (var i = 0; i < questions.Count; i++)
                questions[i].Answer.TrySetResult(answers[i]);
        }
        catch (PostgresException) when (questions.Count > 1)
        {
            foreach (var question in questions)
                await AnswerAsync([question]);
        }
        catch (Exception failure)
        {
            // Whoever asked gets it, as if the round trip had been theirs alone.
            foreach (var question in questions)
                question.Answer.TrySetException(failure);
        }
    }

    /// <summary>The next questions; none, and the lane is given up, when nobody waits.</summary>
    private List<Question> Next()
    {
        lock (gate)
        {
            var questions = new List<Question>(Math.Min(waiting.Count, MostAtOnce));
            while (questions.Count < MostAtOnce && waiting.TryDequeue(out var question))
                questions.Add(question);
            if (questions.Count == 0)
                busy--;
            return questions;
        }
    }

    private sealed record Question(TAsked Asked)
    {
        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
