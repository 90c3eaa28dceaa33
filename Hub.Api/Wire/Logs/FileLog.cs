using System.Text;
using Hub.Domain.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Api.Wire.Logs;

/// <summary>Appends the log to a file, line by line, so that what was said before a crash is there after it.</summary>
internal sealed class FileLog : ILoggerProvider
{
    private readonly Lock gate = new();
    private readonly LogLine? pattern;
    private readonly FileStream file;
    private int lost;

    public FileLog(string path, LogLine? pattern)
    {
        this.pattern = pattern;
        file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
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
            if (file.CanWrite)
                Write(line);
        }
    }

    /// <summary>A full disk takes lines of the log with it, but not what was to be logged.</summary>
    private void Write(string line)
    {
        try
        {
            if (lost > 0)
                file.Write(Encoding.UTF8.GetBytes($"{lost} lines of the log could not be written here\n"));
            lost = 0;
            file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (IOException)
        {
            lost++;
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
