namespace Hub.Api.Background;

/// <summary>The proxy cannot be started; the message says what to change, for the operator.</summary>
public sealed class ProxyStartException(string message, Exception? inner = null) : Exception(message, inner);
