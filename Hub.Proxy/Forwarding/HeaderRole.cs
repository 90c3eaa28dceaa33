namespace Hub.Proxy.Forwarding;

/// <summary>What a response header means to the proxy itself.</summary>
internal enum HeaderRole
{
    Plain,
    Connection,
    TransferEncoding,
    ContentLength,
    Dropped,
    Upgrade,
    Trailer,
    SetCookie,
    Location,
}
