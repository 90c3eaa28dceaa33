using System.Text;

namespace Hub.Proxy.Forwarding;

/// <summary>The options that change what is forwarded, prepared once.</summary>
internal sealed class ForwardingRules
{
    public ForwardingRules(ProxyOptions options)
    {
        HostRouting = options.HostRouting;
        IncludePrefix = options.IncludePrefix;
        PrependPath = options.PrependPath;
        XForward = options.XForward;
        ChangeOrigin = options.ChangeOrigin;
        AutoRewrite = options.AutoRewrite;
        ProtocolRewrite = options.ProtocolRewrite;
        CustomHeaders = options.CustomHeaders;
        var lines = new StringBuilder();
        foreach (var (name, value) in options.CustomHeaders) lines.Append(name).Append(": ").Append(value).Append("\r\n");
        CustomLines = Encoding.Latin1.GetBytes(lines.ToString());
    }

    public bool HostRouting { get; }

    public bool IncludePrefix { get; }

    public bool PrependPath { get; }

    public bool XForward { get; }

    public bool ChangeOrigin { get; }

    public bool AutoRewrite { get; }

    public string? ProtocolRewrite { get; }

    public IReadOnlyDictionary<string, string> CustomHeaders { get; }

    public byte[] CustomLines { get; }
}
