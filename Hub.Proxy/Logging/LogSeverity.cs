namespace Hub.Proxy.Logging;

/// <summary>How much a log line matters.</summary>
public enum LogSeverity
{
    Debug,
    Info,
    Warn,
    Error,
}
