using Hub.Api.Wire.Logs;

namespace Hub.Api.Wire.Errors;

/// <summary>Gives every failure below it a body: exceptions by the table, bare status codes by their reason phrase.</summary>
public sealed partial class ErrorAnswersMiddleware(
    RequestDelegate next, ErrorTable table, ErrorWriter writer, ILogger<ErrorAnswersMiddleware> logger)
{
    /// <summary>What nginx made the custom for "the client went before the answer"; only our log ever sees it.</summary>
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception e)
        {
            await AnswerAsync(context, e);
            return;
        }

        if (context.Response.StatusCode >= 400 && IsBare(context.Response))
            await writer.WriteAsync(context, ErrorAnswer.Of(context.Response.StatusCode));
    }

    private static bool IsBare(HttpResponse response) =>
        !response.HasStarted && response.ContentLength is null or 0 && string.IsNullOrEmpty(response.ContentType);

    private Task AnswerAsync(HttpContext context, Exception exception)
    {
        if (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            if (!context.Response.HasStarted)
                context.Response.StatusCode = ClientClosedRequest;
            return Task.CompletedTask;
        }

        var answer = table.AnswerTo(exception, context.Request);
        if (answer is null)
            LogUnexpected(exception, context.TraceIdentifier);
        else if (answer.Status >= 500)
            LogRefused(answer.Status, LogText.Of(exception.Message), context.TraceIdentifier);

        if (!context.Response.HasStarted)
            return writer.WriteAsync(context, answer ?? ErrorAnswer.Of(StatusCodes.Status500InternalServerError));

        // Half an answer is out. Cutting the connection is the only way left to say that it is not whole.
        context.Abort();
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Unexpected failure in request {RequestId}")]
    private partial void LogUnexpected(Exception exception, string requestId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Answering {Status} to request {RequestId}: \"{Reason}\"")]
    private partial void LogRefused(int status, string reason, string requestId);
}
