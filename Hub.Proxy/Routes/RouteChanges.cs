namespace Hub.Proxy.Routes;

/// <summary>What a replacement of all routes did.</summary>
internal readonly record struct RouteChanges(int Added, int Changed, int Removed, int Unchanged);
