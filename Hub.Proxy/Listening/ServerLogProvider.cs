using Hub.Proxy.Logging;

namespace Hub.Proxy.Listening;

/// <summary>Brings the web server's warnings into the proxy's log.</summary>
internal sealed class ServerLogProvider(ProxyLog log) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and not LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var text = formatter(state, exception);
        var detail = exception is null ? text : $"{text} {exception.GetType().Name}: {exception.Message}";
        if (exception is not null && log.Shows(LogSeverity.Debug)) detail += $" {exception.StackTrace}";
        log.Write(logLevel == LogLevel.Warning ? LogSeverity.Warn : LogSeverity.Error, detail);
    }

    public void Dispose()
    {
    }
}
