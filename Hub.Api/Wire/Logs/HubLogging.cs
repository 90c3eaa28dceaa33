using Hub.Domain.Configuration;
using Microsoft.Extensions.Logging.Console;

namespace Hub.Api.Wire.Logs;

/// <summary>Logs to the console: one line for people, or one JSON object for machines.</summary>
public static class HubLogging
{
    /// <summary>As the configuration wants it: its pattern, and its further file.</summary>
    public static ILoggingBuilder AddHubLogging(this ILoggingBuilder logging, LogOptions options)
    {
        var pattern = options.LinePattern.Length > 0 ? new LogLine(options.LinePattern, options.TimePattern) : null;
        logging.AddHubLogging(options.Format == LogFormat.Json);
        if (pattern is not null && options.Format != LogFormat.Json)
        {
            logging.Services.AddSingleton<ConsoleFormatter>(new PatternFormatter(pattern));
            logging.AddConsole(console => console.FormatterName = PatternFormatter.FormatterName);
        }

        if (options.ExtraLogFile.Length > 0)
            logging.Services.AddSingleton<ILoggerProvider>(_ => new FileLog(options.ExtraLogFile, pattern));
        return logging;
    }

    public static ILoggingBuilder AddHubLogging(this ILoggingBuilder logging, bool json)
    {
        logging.ClearProviders();

        // These say again, in more lines and with the query in them, what the request log says.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        // A request has one id here: ours.
        logging.Configure(o => o.ActivityTrackingOptions = ActivityTrackingOptions.None);
        if (json)
            return logging.AddJsonConsole(Configure);
        return logging.AddSimpleConsole(o =>
        {
            Configure(o);
            o.IncludeScopes = false;
            o.SingleLine = true;
        });
    }

    private static void Configure(ConsoleFormatterOptions options)
    {
        options.IncludeScopes = true;
        options.UseUtcTimestamp = true;
        options.TimestampFormat = options is JsonConsoleFormatterOptions ? "yyyy-MM-ddTHH:mm:ss.fffZ" : "yyyy-MM-ddTHH:mm:ss.fffZ ";
    }
}
