using Hub.Api.Wire.Paths;

namespace Hub.Api.Wire.Logs;

/// <summary>One line for each request. Never its query, its headers or its body: they hold tokens, cookies and passwords.</summary>
public sealed partial class RequestLogMiddleware(RequestDelegate next, TimeProvider time, ILogger<RequestLogMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!logger.IsEnabled(LogLevel.Critical))
        {
            await next(context);
            return;
        }

        var started = time.GetTimestamp();
        using var scope = logger.BeginScope(new RequestScope(context.TraceIdentifier));
        await next(context);
        var level = LevelOf(context);
        if (logger.IsEnabled(level))
            Write(context, level, time.GetElapsedTime(started));
    }

    /// <summary>Probes and cache hits come by the thousand and say nothing.</summary>
    private static LogLevel LevelOf(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status304NotModified => LogLevel.Debug,
        < 300 when Health.IsProbe(context.Request.Path) => LogLevel.Debug,
        < 400 => LogLevel.Information,
        < 500 => LogLevel.Warning,
        _ => LogLevel.Error,
    };

    private void Write(HttpContext context, LogLevel level, TimeSpan took)
    {
        LogRequest(
            level,
            LogText.Of(context.Request.Method),
            LogText.Of(PathText.Of(RawPath.Of(context.Request))),
            context.Response.StatusCode,
            Math.Round(took.TotalMilliseconds, 2),
            LogText.Of(context.Features.Get<ICallerName>()?.Name),
            context.TraceIdentifier);
    }

    [LoggerMessage(Message = "{Method} {Path} {Status} {Milliseconds}ms user=\"{User}\" id={RequestId}")]
    private partial void LogRequest(LogLevel level, string method, string path, int status, double milliseconds, string user, string requestId);
}
