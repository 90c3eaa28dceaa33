using System.Net;

namespace Hub.Proxy.Listening;

/// <summary>The address of the listener inside the server that serves HTTP/2 without TLS.</summary>
internal sealed class PlainHttp2EndPoint : EndPoint
{
    public override string ToString() => "http2";
}
