namespace Hub.Proxy.Forwarding;

/// <summary>How the end of a body is known.</summary>
internal enum BodyKind
{
    None,
    Length,
    Chunked,
    UntilClose,
}
