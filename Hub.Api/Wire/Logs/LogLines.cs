using Hub.Domain.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Api.Wire.Logs;

/// <summary>Makes a line of a log entry, by the configured pattern or in the hub's own form.</summary>
internal static class LogLines
{
    private const string OwnTime = "yyyy-MM-ddTHH:mm:ss.fffZ";

    public static string Of<TState>(in LogEntry<TState> entry, LogLine? pattern, DateTimeOffset at)
    {
        var message = entry.Formatter(entry.State, entry.Exception);
        if (entry.Exception is { } thrown)
            message = $"{message} {thrown}";
        // One entry is one line, whatever is in it.
        message = message.ReplaceLineEndings(" ");
        return pattern?.Write(at, LevelOf(entry.LogLevel), entry.Category, message)
            ?? $"{at.UtcDateTime.ToString(OwnTime, System.Globalization.CultureInfo.InvariantCulture)} {Short(entry.LogLevel)}: {entry.Category}[{entry.EventId.Id}] {message}";
    }

    private static HubLogLevel LevelOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => HubLogLevel.Debug,
        LogLevel.Information => HubLogLevel.Info,
        LogLevel.Warning => HubLogLevel.Warning,
        LogLevel.Error => HubLogLevel.Error,
        _ => HubLogLevel.Critical,
    };

    private static string Short(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
