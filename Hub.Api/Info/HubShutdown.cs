namespace Hub.Api.Info;

/// <summary>Ends the hub on request, and remembers what the request said of servers and proxy.</summary>
public sealed class HubShutdown(IHostApplicationLifetime lifetime)
{
    /// <summary>Whether the proxy goes too; null leaves it to the configuration.</summary>
    public bool? Proxy { get; private set; }

    /// <summary>Whether the servers go too; null leaves it to the configuration.</summary>
    public bool? Servers { get; private set; }

    public void Request(bool? proxy, bool? servers)
    {
        (Proxy, Servers) = (proxy, servers);
        lifetime.StopApplication();
    }
}
