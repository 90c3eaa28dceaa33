namespace Hub.Proxy.Upstream;

/// <summary>The backend could not be reached, or what it said is not an HTTP/1.1 response.</summary>
internal sealed class UpstreamFailure(string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>There was a connection.</summary>
    public bool Connected { get; init; } = true;

    /// <summary>Something of the request was sent, on this connection or on one before.</summary>
    public bool Sent { get; set; }

    /// <summary>Something of an answer came.</summary>
    public bool Answered { get; set; }
}
