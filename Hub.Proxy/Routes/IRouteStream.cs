using Hub.Proxy.Upstream;

namespace Hub.Proxy.Routes;

/// <summary>An upgraded connection that lives as long as its route does.</summary>
internal interface IRouteStream
{
    /// <summary>Where the stream leads to.</summary>
    TargetAddress Target { get; }

    /// <summary>Ends the stream, telling both sides that the other is going away where that can still be said.</summary>
    void GoAway();

    /// <summary>Counts the stream to another route: the same target under the same path, added again.</summary>
    void MoveTo(Route route);
}
