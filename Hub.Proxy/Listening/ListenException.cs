namespace Hub.Proxy.Listening;

/// <summary>An address cannot be listened on.</summary>
internal sealed class ListenException(string message, Exception? inner = null) : Exception(message, inner);
