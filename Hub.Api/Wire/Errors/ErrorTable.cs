using Hub.Domain.Errors;
using Hub.Domain.Servers;

namespace Hub.Api.Wire.Errors;

/// <summary>Which exception becomes which answer: the one place where a failure of the domain gets an HTTP status.</summary>
public sealed class ErrorTable
{
    private readonly Dictionary<Type, int> statuses = new()
    {
        [typeof(InvalidInputException)] = StatusCodes.Status400BadRequest,
        [typeof(ForbiddenException)] = StatusCodes.Status403Forbidden,
        [typeof(NotFoundException)] = StatusCodes.Status404NotFound,
        [typeof(ConflictException)] = StatusCodes.Status409Conflict,
        [typeof(UnavailableException)] = StatusCodes.Status503ServiceUnavailable,
        [typeof(TooManyException)] = StatusCodes.Status429TooManyRequests,
    };

    /// <summary>Adds a kind of failure, or changes the status of one. A kind that is not listed is a 500 with its own message.</summary>
    public ErrorTable Map<T>(int status)
        where T : HubException
    {
        statuses[typeof(T)] = status;
        return this;
    }

    /// <summary>The answer to an expected failure; null when this exception is nothing a caller could have known about.</summary>
    public ErrorAnswer? AnswerTo(Exception exception, HttpRequest request)
    {
        switch (exception)
        {
            case HubException:
                var status = statuses.GetValueOrDefault(exception.GetType(), StatusCodes.Status500InternalServerError);
                return new(status, exception.Message.Length > 0 ? exception.Message : ErrorAnswer.Phrase(status))
                {
                    NextStep = exception is SpawnFailedException failed ? NextSteps.After(failed) : null,
                    RetryAfter = ((exception as TooManyException)?.RetryAfter ?? (exception as UnavailableException)?.RetryAfter) is { } wait ? (int)Math.Ceiling(wait.TotalSeconds) : null,
                };
            case BadHttpRequestException bad:
                return new(bad.StatusCode, bad.Message);

            // The framework's form reader has no exception of its own for a form that is broken or too large.
            case InvalidDataException or IOException
                when request.HasFormContentType && exception.Source?.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) == true:
                return new(StatusCodes.Status400BadRequest, "Invalid form in body of request");
            default:
                return DatabaseFaults.AnswerTo(exception);
        }
    }
}
