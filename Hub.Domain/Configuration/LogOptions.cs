using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration;

/// <summary>How much the hub logs and in what form.</summary>
public sealed record LogOptions : ICheckedOptions
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

    /// <summary>
    /// The pattern of a log line in the way of Python's logging, such as <c>[%(levelname)1.1s %(asctime)s %(name)s] %(message)s</c>. It can
    /// name levelname, levelno, asctime, created, msecs, name, message, process and thread; color, end_color, module and lineno are taken for
    /// the sake of JupyterHub's own pattern. Not with HubLog.format json. Default: empty, the hub's own form.
    /// </summary>
    [TraitClass("Application"), Trait("log_format")]
    public string LinePattern { get; init; } = "";

    /// <summary>How <c>%(asctime)s</c> of log_format writes the time, which is UTC, with the letters of strftime. Default: %Y-%m-%d %H:%M:%S.</summary>
    [TraitClass("Application"), Trait("log_datefmt")]
    public string TimePattern { get; init; } = "%Y-%m-%d %H:%M:%S";

    /// <summary>
    /// A file that the log is appended to as well, without what its directory is to rotate. Deprecated in JupyterHub, where the output of the
    /// process is to be redirected instead. Default: empty, none.
    /// </summary>
    [TraitClass("JupyterHub")]
    public string ExtraLogFile { get; init; } = "";

    /// <summary>Whether every statement sent to the database is logged, without its values. Default: false.</summary>
    [TraitClass("JupyterHub")]
    public bool DebugDb { get; init; }

    public IEnumerable<OptionProblem> Check()
    {
        if (LogLine.Problem(LinePattern) is { } problem)
            yield return new OptionProblem(nameof(LinePattern), problem, $"%% and %(name)s with the names {string.Join(", ", LogLine.Names)}");
    }
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
