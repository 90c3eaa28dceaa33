namespace Hub.Api.Shares;

/// <summary>As much of a server as those need to see with whom it is shared.</summary>
public sealed class SharedServerModel
{
    /// <summary>Whose server it is.</summary>
    public required NameModel User { get; init; }

    /// <summary>The server's name; empty for the default server.</summary>
    public required string Name { get; init; }

    /// <summary>Its path behind the proxy.</summary>
    public required string Url { get; init; }

    /// <summary>Its whole URL; null when the hub does not know its own public address.</summary>
    public string? FullUrl { get; init; }

    /// <summary>Whether it can be used now.</summary>
    public required bool Ready { get; init; }
}
