using System.Globalization;
using Hub.Proxy.Logging;
using Hub.Proxy.Tls;
using Hub.Proxy.Upstream;

namespace Hub.Proxy.Cli;

/// <summary>
/// The values of options. A wrong one is an error that says what is allowed; where configurable-http-proxy goes on without
/// it, so does this, and remarks it.
/// </summary>
internal static class OptionValue
{
    private const int HighestPort = 65535;

    public static int Port(string text) =>
        Number(text, 1, HighestPort) ?? throw new FormatException($"'{text}' is not a port: 1 to {HighestPort} are allowed");

    /// <summary>A port, or null for what begins with no digit or is 0.</summary>
    /// <param name="instead">What is done without a port.</param>
    public static int? PortOr(ProxyOptions options, string name, string text, string instead)
    {
        var port = LeadingNumber(text);
        if (port is > HighestPort) throw new FormatException($"'{text}' is not a port: 1 to {HighestPort} are allowed");
        if (port is null) options.Remarks.Add($"--{name}: '{text}' is not a port, 1 to {HighestPort} are allowed: {instead}");
        return port is > 0 ? port : null;
    }

    /// <summary>A time, or null for what begins with no digit or is 0.</summary>
    /// <param name="instead">What is done without a time.</param>
    public static TimeSpan? LimitOr(ProxyOptions options, string name, string text, string instead)
    {
        var number = LeadingNumber(text);
        if (number is null) options.Remarks.Add($"--{name}: '{text}' is not a number of milliseconds: {instead}");
        return number is > 0 and var n ? TimeSpan.FromMilliseconds(n) : null;
    }

    public static TimeSpan Milliseconds(string text, int least) => TimeSpan.FromMilliseconds(
        Number(text, least, int.MaxValue) ?? throw new FormatException($"'{text}' is not a number of milliseconds: {least} to {int.MaxValue} are allowed"));

    public static TimeSpan Microseconds(string text) => TimeSpan.FromMicroseconds(
        Number(text, 0, 1_000_000) ?? throw new FormatException($"'{text}' is not a number of microseconds: 0 to 1000000 are allowed"));

    public static int Count(string text) =>
        Number(text, 1, int.MaxValue) ?? throw new FormatException($"'{text}' is not a whole number above 0");

    public static T Choice<T>(string text)
        where T : struct, Enum =>
        TryChoice<T>(text, out var choice) ? choice : throw new FormatException($"'{text}' is not one of {Names<T>()}");

    public static string TlsVersion(string text)
    {
        TlsRules.ProtocolsFor(text);
        return text;
    }

    public static string Target(string text)
    {
        TargetAddress.Parse(text);
        return text;
    }

    public static string Scheme(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.')
            ? text : throw new FormatException($"'{text}' is not a scheme such as http or https");

    public static void SetDefaultTarget(ProxyOptions options, string text)
    {
        if (TargetAddress.TryParse(text) is null)
            options.Remarks.Add($"--default-target: '{text}' is not an http, https or http+unix URL: requests to it are answered with 500");
        options.DefaultTarget = text;
    }

    public static void SetErrorPath(ProxyOptions options, string text)
    {
        if (!Directory.Exists(text)) options.Remarks.Add($"--error-path: '{text}' is not a directory: errors are answered with plain text");
        options.ErrorPath = text;
    }

    public static void SetLogLevel(ProxyOptions options, string text)
    {
        options.LogLevel = TryChoice<LogSeverity>(text, out var level) ? level : null;
        if (options.LogLevel is null) options.Remarks.Add($"--log-level: '{text}' is not one of {Names<LogSeverity>()}: nothing is logged");
    }

    public static void SetBackend(ProxyOptions options, string name)
    {
        if (name == "file") options.StorageFile ??= "hub-proxy-routes.json";
        else if (name != "memory") throw new FormatException($"'{name}' is not one of memory, file; JavaScript modules cannot be loaded");
    }

    public static void AddHeader(ProxyOptions options, string text)
    {
        var header = text.Trim();
        var colon = header.IndexOf(':');
        if (colon <= 0) throw new FormatException($"A colon was expected in custom header: {header}");
        var name = header[..colon].Trim();
        var value = header[(colon + 1)..].Trim();
        if (!Forwarding.HeaderRules.IsToken(name) || value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            throw new FormatException($"'{header}' is not a header: 'Name: value' on one line is");
        options.CustomHeaders[name] = value;
    }

    private static bool TryChoice<T>(string text, out T choice)
        where T : struct, Enum
    {
        choice = default;
        return text.All(char.IsAsciiLetter) && Enum.TryParse(text, ignoreCase: true, out choice);
    }

    private static string Names<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant();

    private static int? Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;

    // As parseInt of JavaScript: leading digits count, anything else is no number.
    private static int? LeadingNumber(string text)
    {
        var digits = text.Trim().TakeWhile(char.IsAsciiDigit).ToArray();
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
