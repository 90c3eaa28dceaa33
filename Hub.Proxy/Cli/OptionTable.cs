using System.Globalization;
using Hub.Proxy.Logging;

namespace Hub.Proxy.Cli;

/// <summary>All options, in the order the help shows them: those of configurable-http-proxy, then the proxy's own.</summary>
internal static class OptionTable
{
    public static IReadOnlyList<OptionSpec> All { get; } =
    [
        new("ip", "<ip-address>", "Public address of the proxy; all interfaces if empty", (o, v) => o.Ip = v),
        new("port", "<n>", "Public port of the proxy (8000)", (o, v) => o.Port = Integer(v) is > 0 and var n ? n : 8000),
        new("socket", "<path>", "Unix socket to listen on, instead of an address and port", (o, v) => o.Socket = v),
        new("ssl-key", "<keyfile>", "Key for HTTPS on the public side", (o, v) => o.Ssl.Key = v),
        new("ssl-cert", "<certfile>", "Certificate for HTTPS on the public side, its chain behind it", (o, v) => o.Ssl.Cert = v),
        new("ssl-ca", "<ca-file>", "Authorities of client certificates", (o, v) => o.Ssl.Ca = v),
        OptionSpec.Flag("ssl-request-cert", "Ask clients for a certificate, and reject those without a valid one", o => o.Ssl.RequestCert = true),
        OptionSpec.Flag("ssl-reject-unauthorized", "Implied by --ssl-request-cert", o => o.Ssl.RejectUnauthorized = true),
        new("ssl-protocol", "<ssl-protocol>", "The only TLS version spoken, e.g. TLSv1_2 or TLSv1_3", (o, v) => o.SslProtocol = v),
        new("ssl-ciphers", "<ciphers>", "Cipher suites by their OpenSSL names, separated by colons", (o, v) => o.SslCiphers = v),
        OptionSpec.Flag("ssl-allow-rc4", "Without effect: no TLS library in use speaks RC4", o => o.SslAllowRc4 = true),
        new("ssl-dhparam", "<dhparam-file>", "Without effect: elliptic curves are used for key exchange", (o, v) => o.SslDhparam = v),
        new("api-ip", "<ip>", "Address of the API (localhost)", (o, v) => o.ApiIp = v),
        new("api-port", "<n>", "Port of the API (the public port and one)", (o, v) => o.ApiPort = Integer(v) is > 0 and var n ? n : null),
        new("api-socket", "<path>", "Unix socket of the API, instead of an address and port", (o, v) => o.ApiSocket = v),
        new("api-ssl-key", "<keyfile>", "Key for HTTPS on the API side", (o, v) => o.ApiSsl.Key = v),
        new("api-ssl-cert", "<certfile>", "Certificate for HTTPS on the API side", (o, v) => o.ApiSsl.Cert = v),
        new("api-ssl-ca", "<ca-file>", "Authorities of API clients' certificates", (o, v) => o.ApiSsl.Ca = v),
        OptionSpec.Flag("api-ssl-request-cert", "Ask API clients for a certificate, and reject those without a valid one", o => o.ApiSsl.RequestCert = true),
        OptionSpec.Flag("api-ssl-reject-unauthorized", "Implied by --api-ssl-request-cert", o => o.ApiSsl.RejectUnauthorized = true),
        new("client-ssl-key", "<keyfile>", "Key of the certificate shown to https targets", (o, v) => o.ClientSsl.Key = v),
        new("client-ssl-cert", "<certfile>", "Certificate shown to https targets", (o, v) => o.ClientSsl.Cert = v),
        new("client-ssl-ca", "<ca-file>", "Authorities of https targets, in place of the system's", (o, v) => o.ClientSsl.Ca = v),
        OptionSpec.Flag("client-ssl-request-cert", "Accepted for compatibility", o => o.ClientSsl.RequestCert = true),
        OptionSpec.Flag("client-ssl-reject-unauthorized", "Accepted for compatibility", o => o.ClientSsl.RejectUnauthorized = true),
        new("default-target", "<url>", "Target of the route /", (o, v) => o.DefaultTarget = v),
        new("error-target", "<url>", "Server that makes the error pages: asked for CODE?url=…", (o, v) => o.ErrorTarget = v),
        new("error-path", "<directory>", "Directory of error pages: CODE.html and error.html", (o, v) => o.ErrorPath = v),
        new("redirect-port", "<port>", "Redirect HTTP requests on this port to HTTPS", (o, v) => o.RedirectPort = Integer(v)),
        new("redirect-to", "<port>", "Port that redirects name (the public port)", (o, v) => o.RedirectTo = v),
        new("pid-file", "<pid-file>", "File that holds the process id while the proxy runs", (o, v) => o.PidFile = v),
        OptionSpec.Flag("no-x-forward", "Add no X-Forwarded headers", o => o.XForward = false),
        OptionSpec.Flag("no-prepend-path", "Ignore the path of target URLs", o => o.PrependPath = false),
        OptionSpec.Flag("no-include-prefix", "Cut the route's path off forwarded paths", o => o.IncludePrefix = false),
        OptionSpec.Flag("auto-rewrite", "Rewrite the host and port of Location headers in redirects", o => o.AutoRewrite = true),
        OptionSpec.Flag("change-origin", "Send the target's host and port as Host", o => o.ChangeOrigin = true),
        new("protocol-rewrite", "<proto>", "Rewrite the scheme of Location headers in redirects", (o, v) => o.ProtocolRewrite = v),
        new("custom-header", "<header>", "'Name: value' to add to forwarded requests; may be repeated", AddHeader),
        OptionSpec.Flag("insecure", "Do not check the certificates of https targets", o => o.Insecure = true),
        OptionSpec.Flag("host-routing", "The host name is the first segment of routes", o => o.HostRouting = true),
        new("metrics-ip", "<ip>", "Address of the metrics server; all interfaces if empty", (o, v) => o.MetricsIp = v),
        new("metrics-port", "<n>", "Port of the metrics server (off)", (o, v) => o.MetricsPort = Integer(v) is > 0 and var n ? n : null),
        new("metrics-socket", "<path>", "Unix socket of the metrics server, instead of an address and port", (o, v) => o.MetricsSocket = v),
        new("log-level", "<loglevel>", "debug, info, warn or error (info)", (o, v) => o.LogLevel = Enum.TryParse<LogSeverity>(v, ignoreCase: true, out var level) ? level : null),
        new("timeout", "<ms>", "Close clients that are silent so long during a request", (o, v) => o.Timeout = Milliseconds(v)),
        new("proxy-timeout", "<ms>", "Give up on targets that are silent so long during a request", (o, v) => o.ProxyTimeout = Milliseconds(v)),
        new("storage-backend", "<name>", "Where routes are kept: memory or file (memory)", SetBackend),
        new("keep-alive-timeout", "<ms>", "Close client connections that are idle so long (5000)", (o, v) => o.KeepAliveTimeout = Milliseconds(v) ?? TimeSpan.FromSeconds(5)),
        new("config", "<file>", "JSON file of options: their names without dashes, and their values", (_, _) => { }),
        new("storage-file", "<path>", "Keep routes in this file too, and serve them after a restart", (o, v) => o.StorageFile = v),
        new("access-log", "<format>", "A line per request: off, common or json (off)", (o, v) => o.AccessLog = Choice<AccessLogFormat>(v)),
        new("drain-timeout", "<ms>", "How long requests may go on after SIGTERM (10000)", (o, v) => o.DrainTimeout = Duration(v)),
        new("route-grace", "<ms>", "How long WebSockets may go on after their route went (10000)", (o, v) => o.RouteGrace = Duration(v)),
        new("connect-timeout", "<ms>", "How long connecting to a target may take (30000)", (o, v) => o.ConnectTimeout = Duration(v)),
        new("idle-timeout", "<ms>", "How long idle connections to targets are kept (60000)", (o, v) => o.IdleTimeout = Duration(v)),
        new("error-target-timeout", "<ms>", "How long the error target may take (10000)", (o, v) => o.ErrorTargetTimeout = Duration(v)),
        new("header-timeout", "<ms>", "How long a request's head may take to arrive (60000)", (o, v) => o.HeaderTimeout = Duration(v)),
        new("request-timeout", "<ms>", "How long a whole request may take to arrive, its body included (no limit)", (o, v) => o.RequestTimeout = Milliseconds(v)),
        new("max-request-line", "<bytes>", "Longest request line (16384)", (o, v) => o.MaxRequestLine = Positive(v)),
        new("max-header-size", "<bytes>", "Largest request head (16384)", (o, v) => o.MaxHeaderSize = Positive(v)),
        new("max-header-count", "<n>", "Most headers of a request (1000)", (o, v) => o.MaxHeaderCount = Positive(v)),
        new("max-connections", "<n>", "Most client connections at one time (no limit)", (o, v) => o.MaxConnections = Positive(v)),
        new("max-api-body", "<bytes>", "Largest body the API takes (67108864)", (o, v) => o.MaxApiBody = Positive(v)),
        OptionSpec.Flag("no-http2", "Speak HTTP/1.1 only", o => o.Http2 = false),
    ];

    public static OptionSpec? Find(string name) => All.FirstOrDefault(o => o.Name == name);

    // As parseInt of JavaScript: leading digits count, anything else is no number.
    private static int? Integer(string text)
    {
        var digits = text.Trim().TakeWhile(char.IsAsciiDigit).ToArray();
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static TimeSpan? Milliseconds(string text) => Integer(text) is > 0 and var n ? TimeSpan.FromMilliseconds(n) : null;

    private static int Positive(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number : throw new FormatException($"'{text}' is not a whole number above 0");

    private static TimeSpan Duration(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? TimeSpan.FromMilliseconds(number) : throw new FormatException($"'{text}' is not a number of milliseconds");

    private static T Choice<T>(string text)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var choice) && Enum.IsDefined(choice)
            ? choice : throw new FormatException($"'{text}' is not one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");

    private static void AddHeader(ProxyOptions options, string text)
    {
        var header = text.Trim();
        var colon = header.IndexOf(':');
        if (colon <= 0) throw new FormatException($"A colon was expected in custom header: {header}");
        var name = header[..colon].Trim();
        var value = header[(colon + 1)..].Trim();
        if (!Forwarding.HeaderRules.IsToken(name) || value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            throw new FormatException($"Not a header: {header}");
        options.CustomHeaders[name] = value;
    }

    private static void SetBackend(ProxyOptions options, string name)
    {
        if (name == "file") options.StorageFile ??= "hub-proxy-routes.json";
        else if (name != "memory") throw new FormatException($"'{name}' is not one of memory, file; JavaScript modules cannot be loaded");
    }
}
