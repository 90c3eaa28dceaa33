using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration;

/// <summary>How much the hub logs and in what form.</summary>
public sealed record LogOptions
{
    /// <summary>
    /// How much the hub logs: DEBUG, INFO, WARN, ERROR or CRITICAL, or Python's number for it (10, 20, 30, 40, 50).
    /// Default: INFO.
    /// </summary>
    [TraitClass("JupyterHub")]
    public HubLogLevel LogLevel { get; init; } = HubLogLevel.Info;

    /// <summary>The form of log lines: <c>console</c> for people, <c>json</c> for programs. Default: console.</summary>
    [TraitClass("HubLog")]
    public LogFormat Format { get; init; } = LogFormat.Console;
}

/// <summary>How much the hub logs, in Python's words.</summary>
public enum HubLogLevel
{
    [Word("DEBUG", "10")]
    Debug,
    [Word("INFO", "20")]
    Info,
    [Word("WARN", "WARNING", "30")]
    Warning,
    [Word("ERROR", "40")]
    Error,
    [Word("CRITICAL", "50")]
    Critical,
}

/// <summary>The form of log lines.</summary>
public enum LogFormat
{
    Console,
    Json,
}
