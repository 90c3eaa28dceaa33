using Hub.Proxy.Routes;
using Hub.Proxy.Upstream;
using Microsoft.Extensions.Primitives;

namespace Hub.Proxy.Forwarding;

/// <summary>Writes the request head a backend gets.</summary>
internal sealed class RequestHeadWriter(ForwardingRules rules)
{
    /// <summary>
    /// Request line, the client's headers less the hop-by-hop ones, then those of the proxy.
    /// The target is the exchange's. False if something in it could be read as more than one line or header.
    /// </summary>
    public bool TryWrite(HeadBuffer head, Exchange exchange, in RequestTarget target, Route route, bool upgrade)
    {
        head.Clear();
        if (!HeaderRules.IsToken(exchange.Method)) return false;
        head.Append(upgrade ? "GET" : exchange.Method);
        head.Append(" "u8);
        WriteTarget(head, target, route, exchange.Target!);
        head.Append(" HTTP/1.1\r\n"u8);
        return TryWriteHeaders(head, exchange, exchange.Target!, upgrade);
    }

    private void WriteTarget(HeadBuffer head, in RequestTarget target, Route route, TargetAddress address)
    {
        var path = target.Path;
        if (!rules.IncludePrefix) path = RoutePrefix.Strip(path, route.Depth - (rules.HostRouting && route.Depth > 0 ? 1 : 0));
        if (rules.PrependPath) head.Append(address.BasePath);
        head.Append(path);
        // Nothing behind the prefix: the target's own path as it was given, or the root.
        if (path.IsEmpty && (!rules.PrependPath || address.BasePath.Length == 0 || address.HasLastSlash)) head.Append("/"u8);
        var query = rules.PrependPath ? address.Query : "";
        if (query.Length == 0 && target.Query.IsEmpty) return;
        head.Append("?"u8);
        head.Append(query);
        if (query.Length > 0 && !target.Query.IsEmpty) head.Append("&"u8);
        head.Append(target.Query);
    }

    private bool TryWriteHeaders(HeadBuffer head, Exchange exchange, TargetAddress address, bool upgrade)
    {
        var headers = exchange.RequestHeaders;
        var connection = headers.Connection.ToString();
        var listsOthers = HeaderRules.ListsOthers(connection);
        var forwarded = new ForwardedHeaders();
        var host = StringValues.Empty;
        foreach (var (name, values) in headers)
        {
            if (name.Length == 0 || name[0] == ':' || HeaderRules.IsHopByHop(name)) continue;
            if (listsOthers && !HeaderRules.IsProtected(name) && HeaderRules.IsListed(connection, name)) continue;
            if (!HeaderRules.AreFieldValues(values)) return false;
            if (name.Equals("Host", StringComparison.OrdinalIgnoreCase)) host = values;
            else if (rules.CustomHeaders.ContainsKey(name)) continue;
            else if (rules.XForward && forwarded.TryTake(name, values)) continue;
            else if (upgrade && exchange.IsHttp2 && IsHandshakeOfHttp1(name)) continue;
            else if (!TryAppend(head, name, values)) return false;
        }

        var hostText = host.ToString();
        if (hostText.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0) return false;
        if (!rules.CustomHeaders.ContainsKey("Host"))
            head.AppendHeader("Host"u8, rules.ChangeOrigin || hostText.Length == 0 ? address.HostHeader : hostText);
        if (rules.XForward) forwarded.Append(head, exchange, hostText, upgrade);
        if (rules.CustomLines.Length > 0) head.Append(rules.CustomLines);
        AppendConnection(head, exchange, upgrade);
        head.Append("\r\n"u8);
        return true;
    }

    private static void AppendConnection(HeadBuffer head, Exchange exchange, bool upgrade)
    {
        if (upgrade)
        {
            head.Append("Connection: Upgrade\r\nUpgrade: websocket\r\n"u8);
            if (exchange.IsHttp2) head.AppendHeader("Sec-WebSocket-Key"u8, WebSocketKey.Create());
            return;
        }

        // The length is among the client's headers; only chunks are the proxy's own to announce.
        if (exchange.RequestBody == BodyKind.Chunked) head.Append("Transfer-Encoding: chunked\r\n"u8);
        if (exchange.AcceptsTrailers) head.Append("TE: trailers\r\nConnection: TE\r\n"u8);
    }

    private static bool TryAppend(HeadBuffer head, string name, StringValues values)
    {
        if (!HeaderRules.IsToken(name)) return false;
        head.Append(name);
        head.Append(": "u8);
        head.Append(values.Count > 0 ? values[0] : "");
        for (var i = 1; i < values.Count; i++)
        {
            head.Append(name.Equals("Cookie", StringComparison.OrdinalIgnoreCase) ? "; "u8 : ", "u8);
            head.Append(values[i]);
        }

        head.Append("\r\n"u8);
        return true;
    }

    private static bool IsHandshakeOfHttp1(string name) => name.Equals("Sec-WebSocket-Key", StringComparison.OrdinalIgnoreCase);
}
