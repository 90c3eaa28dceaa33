namespace Hub.Proxy.Metrics;

/// <summary>What there is of everything at one moment.</summary>
internal readonly record struct ProxyGauges(int Routes, int Connections, int Streams, int UpstreamOpen, int UpstreamIdle);
