namespace Hub.Proxy.Logging;

/// <summary>Whether and how each request gets a line.</summary>
public enum AccessLogFormat
{
    Off,
    Common,
    Json,
}
