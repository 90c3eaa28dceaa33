using System.Globalization;

namespace Hub.Proxy.Logging;

/// <summary>Lines as configurable-http-proxy writes them: time, label, level, text.</summary>
internal sealed class ProxyLog(ILogSink sink, LogSeverity? least, TimeProvider clock, bool coloured = false)
{
    private static readonly string[] _names = ["debug", "info", "warn", "error"];
    private static readonly int[] _colours = [34, 32, 33, 31];

    public static ProxyLog Silent { get; } = new(new NullLogSink(), null, TimeProvider.System);

    public bool Shows(LogSeverity severity) => severity >= least;

    public void Debug(string text) => Write(LogSeverity.Debug, text);

    public void Info(string text) => Write(LogSeverity.Info, text);

    public void Warn(string text) => Write(LogSeverity.Warn, text);

    public void Error(string text) => Write(LogSeverity.Error, text);

    public void Write(LogSeverity severity, string text)
    {
        if (!Shows(severity)) return;
        var time = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var name = _names[(int)severity];
        var level = coloured ? $"\u001b[{_colours[(int)severity]}m{name}\u001b[39m" : name;
        sink.WriteLine($"{time} [ConfigProxy] {level}: {OneLine(text)}");
    }

    /// <summary>A request target without its query, which may hold tokens.</summary>
    public static string WithoutQuery(string target)
    {
        var end = target.AsSpan().IndexOfAny('?', '#');
        return end < 0 ? target : target[..end];
    }

    // What a client or backend sent must not be able to begin a line of its own.
    private static string OneLine(string text) =>
        text.AsSpan().IndexOfAny('\r', '\n') < 0 ? text : text.Replace("\r", "\\r").Replace("\n", "\\n");
}
