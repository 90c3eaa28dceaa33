using Microsoft.Extensions.Logging.Console;

namespace Hub.Api.Cli;

/// <summary>Keeps what a verb prints for scripts free of the log, which goes to standard error.</summary>
internal static class VerbOutput
{
    public static void LogToStandardError(IServiceCollection services) =>
        services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}
