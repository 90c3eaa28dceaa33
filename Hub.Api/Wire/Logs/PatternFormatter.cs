using Hub.Domain.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Hub.Api.Wire.Logs;

/// <summary>Writes the console's lines by the configured pattern.</summary>
internal sealed class PatternFormatter(LogLine pattern) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "pattern";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter) =>
        textWriter.WriteLine(LogLines.Of(logEntry, pattern, DateTimeOffset.UtcNow));
}
