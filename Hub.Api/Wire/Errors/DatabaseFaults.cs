using System.Data.Common;

namespace Hub.Api.Wire.Errors;

/// <summary>Tells a database that is away, or full, from a mistake of ours or of the caller.</summary>
public static class DatabaseFaults
{
    private const int RetryAfterSeconds = 1;

    public static ErrorAnswer? AnswerTo(Exception exception) => Find(exception) is { } fault ? AnswerTo(fault) : null;

    /// <summary>What the database said; null where the exception is not about it.</summary>
    public static DbException? Find(Exception exception)
    {
        // EF Core wraps what the driver throws, sometimes twice.
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is DbException fault)
                return fault;
        }

        return null;
    }

    private static ErrorAnswer? AnswerTo(DbException fault)
    {
        // PostgreSQL can keep every character but NUL, in text (22021) and in JSON (22P05).
        if (fault.SqlState is "22021" or "22P05")
            return new(StatusCodes.Status400BadRequest, ZeroByte.Refusal);
        if (fault.IsTransient || IsAway(fault.SqlState))
            return new(StatusCodes.Status503ServiceUnavailable, "The database does not answer; try again in a moment") { RetryAfter = RetryAfterSeconds };
        return null;
    }

    /// <summary>Connection exceptions, no resources left, shut down or crashed, a statement cancelled by its timeout.</summary>
    private static bool IsAway(string? state) =>
        state is not null
        && (state.StartsWith("08", StringComparison.Ordinal)
            || state.StartsWith("53", StringComparison.Ordinal)
            || state.StartsWith("57P", StringComparison.Ordinal)
            || state is "57014" or "55P03");
}
