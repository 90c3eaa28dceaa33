namespace Hub.Api.Background;

/// <summary>What a hub does to stop, in order.</summary>
internal enum StopStep
{
    /// <summary>Others are sent the visitors.</summary>
    Drain,

    /// <summary>Requests under way are answered, new ones are not taken.</summary>
    WebServer,

    /// <summary>Starts and stops end or are handed over.</summary>
    Transitions,

    /// <summary>Services that this hub runs end.</summary>
    Services,

    Chores,

    Proxy,

    Presence,
}
