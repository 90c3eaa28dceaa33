namespace Hub.Proxy.Forwarding;

/// <summary>Marks a connection that carries HTTP/2 without TLS.</summary>
internal interface IPlainTextFeature;
