namespace Hub.Proxy.Logging;

/// <summary>Where log lines go.</summary>
internal interface ILogSink
{
    void WriteLine(string line);
}
