namespace Hub.Proxy.Forwarding;

/// <summary>Sees each request come and go: for metrics, the access log and the watch for silence.</summary>
internal interface IExchangeObserver
{
    void Began(Exchange exchange, bool upgrade);

    /// <summary>A backend answered, and not by switching protocols.</summary>
    void Answered(Exchange exchange);

    void Ended(Exchange exchange, Exception? problem);
}
