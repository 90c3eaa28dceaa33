namespace Hub.Proxy.Tls;

/// <summary>A certificate or key file cannot be used.</summary>
internal sealed class TlsFileException(string message, Exception? inner = null) : Exception(message, inner);
