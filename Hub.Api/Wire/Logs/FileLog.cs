using Hub.Domain.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Api.Wire.Logs;

/// <summary>Appends the log to a file, line by line, so that what was said before a crash is there after it.</summary>
internal sealed class FileLog : ILoggerProvider
{
    private readonly Lock gate = new();
    private readonly LogLine? pattern;
    private readonly StreamWriter file;

    public FileLog(string path, LogLine? pattern)
    {
        this.pattern = pattern;
        var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file = new StreamWriter(stream) { AutoFlush = true };
    }

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
        lock (gate)
            file.Dispose();
    }

    private void Append(string line)
    {
        lock (gate)
        {
            // Somebody logs on while all is being put away.
            if (file.BaseStream is { CanWrite: true })
                file.WriteLine(line);
        }
    }

    private sealed class Category(FileLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Append(LogLines.Of(new LogEntry<TState>(logLevel, name, eventId, state, exception, formatter), log.pattern, DateTimeOffset.UtcNow));
    }
}
