using System.Text;

namespace Hub.Proxy.Forwarding;

/// <summary>Names of common response headers, found by their bytes so that no string has to be made for them.</summary>
internal sealed record KnownHeader(int Index, string Name, HeaderRole Role = HeaderRole.Plain)
{
    private static readonly KnownHeader[] _all =
    [
        new(0, "Connection", HeaderRole.Connection), new(1, "Transfer-Encoding", HeaderRole.TransferEncoding),
        new(2, "Content-Length", HeaderRole.ContentLength), new(3, "Keep-Alive", HeaderRole.Dropped),
        new(4, "Upgrade", HeaderRole.Upgrade), new(5, "Proxy-Connection", HeaderRole.Dropped),
        new(6, "Proxy-Authenticate", HeaderRole.Dropped), new(7, "Trailer", HeaderRole.Trailer),
        new(8, "Set-Cookie", HeaderRole.SetCookie), new(9, "Location", HeaderRole.Location),
        new(10, "Proxy-Authorization", HeaderRole.Dropped), new(11, "Proxy-Authentication-Info", HeaderRole.Dropped),
        new(12, "Content-Type"), new(13, "Date"), new(14, "Server"), new(15, "Cache-Control"), new(16, "ETag"), new(17, "Vary"),
        new(18, "Last-Modified"), new(19, "Expires"), new(20, "Accept-Ranges"), new(21, "Content-Encoding"), new(22, "Age"),
        new(23, "Content-Security-Policy"), new(24, "X-Content-Type-Options"), new(25, "X-JupyterHub-Version"),
        new(26, "Access-Control-Allow-Origin"), new(27, "Strict-Transport-Security"), new(28, "X-Frame-Options"),
        new(29, "Pragma"), new(30, "WWW-Authenticate"), new(31, "Content-Disposition"), new(32, "Content-Range"),
        new(33, "Content-Language"), new(34, "Link"), new(35, "Allow"), new(36, "Retry-After"), new(37, "Via"),
        new(38, "Access-Control-Allow-Headers"), new(39, "Access-Control-Allow-Methods"), new(40, "Access-Control-Expose-Headers"),
        new(41, "Access-Control-Allow-Credentials"), new(42, "Sec-WebSocket-Accept"), new(43, "Sec-WebSocket-Protocol"),
        new(44, "Sec-WebSocket-Extensions"), new(45, "Referrer-Policy"), new(46, "X-Request-Id"), new(47, "X-XSRFToken"),
    ];

    private static readonly KnownHeader[][] _byLength = Enumerable.Range(0, _all.Max(h => h.Name.Length) + 1)
        .Select(length => _all.Where(h => h.Name.Length == length).ToArray()).ToArray();

    public static int Count => _all.Length;

    public static KnownHeader? Find(ReadOnlySpan<byte> name)
    {
        if (name.Length >= _byLength.Length) return null;
        foreach (var candidate in _byLength[name.Length])
        {
            if (Ascii.EqualsIgnoreCase(name, candidate.Name)) return candidate;
        }

        return null;
    }
}
