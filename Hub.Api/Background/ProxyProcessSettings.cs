using Hub.Domain.Routes;

namespace Hub.Api.Background;

/// <summary>How the hub's own proxy is started and kept.</summary>
public sealed record ProxyProcessSettings
{
    /// <summary>Program and first arguments (<c>ConfigurableHTTPProxy.command</c>); empty for the proxy that comes with the hub.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Where the public reaches it; empty for every address of the machine.</summary>
    public string Ip { get; init; } = "";

    public int Port { get; init; } = 8000;

    /// <summary>Its API, and the token for it. The same token must come after a restart of the hub, or the running proxy is not taken over.</summary>
    public required ProxyEndpoint Api { get; init; }

    /// <summary>The hub's page of errors, <c>http://127.0.0.1:8081/hub/error</c>.</summary>
    public required string ErrorTarget { get; init; }

    public string LogLevel { get; init; } = "info";

    public bool HostRouting { get; init; }

    /// <summary>The process's umask; null for the hub's own.</summary>
    public int? Umask { get; init; }

    public string SslKey { get; init; } = "";

    public string SslCert { get; init; } = "";

    /// <summary>Where the hub keeps which process is its proxy; the proxy's output goes into a <c>.log</c> beside it.</summary>
    public string PidFile { get; init; } = "jupyterhub-proxy.pid";

    /// <summary>Where the proxy that comes with the hub keeps its routes, to serve them at once after a restart; empty for nowhere.</summary>
    public string StorageFile { get; init; } = "";

    /// <summary>Whether the proxy ends with the hub.</summary>
    public bool CleanupProxy { get; init; } = true;

    /// <summary>How long it may take to listen.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long it may take to end after SIGTERM.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
