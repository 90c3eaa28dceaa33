using Hub.Proxy.Logging;

namespace Hub.Proxy;

/// <summary>What the log says about the options before the servers start.</summary>
internal static class StartLines
{
    public static IEnumerable<(LogSeverity Severity, string Text)> Before(ProxyOptions options)
    {
        if (options.AutoRewrite) yield return (LogSeverity.Info, "AutoRewrite of Location headers enabled.");
        if (options.ChangeOrigin) yield return (LogSeverity.Info, "Change Origin of host headers enabled.");
        if (options.ProtocolRewrite is { } protocol) yield return (LogSeverity.Info, $"ProtocolRewrite enabled. Rewriting to {protocol}");
        if (string.IsNullOrEmpty(options.AuthToken)) yield return (LogSeverity.Warn, "REST API is not authenticated.");
        if (options.Ip == "*")
            yield return (LogSeverity.Warn, "Interpreting ip='*' as all interfaces. Preferred is 0.0.0.0 for all of IPv4, or '' for all.");
    }
}
