using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hub.Api.Wire;

/// <summary>What the web server itself accepts, before any code of ours runs.</summary>
public static class KestrelLimits
{
    private const int RequestLine = 32 * 1024;
    private const int HeadBytes = 64 * 1024;
    private const int HeaderCount = 200;

    /// <summary>How far beyond our own limit a body is still read away, so that the client lives to see the answer that refuses it.</summary>
    private const int DrainFactor = 64;

    public static void Apply(KestrelServerOptions kestrel, WireOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestLineSize = RequestLine;
        kestrel.Limits.MaxRequestHeadersTotalSize = HeadBytes;
        kestrel.Limits.MaxRequestHeaderCount = HeaderCount;
        kestrel.Limits.MaxRequestBodySize = (long)options.MaxBodyBytes * DrainFactor;

        // As JupyterHub: a stray byte in a header is a character of Latin-1 and no reason to refuse the request.
        kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
    }
}
