namespace Hub.Proxy.Upstream;

/// <summary>The backend could not be reached, or what it said is not an HTTP/1.1 response.</summary>
internal sealed class UpstreamFailure(string message, Exception? inner = null) : IOException(message, inner);
