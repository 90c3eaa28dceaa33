namespace Hub.Domain.Routes;

/// <summary>A route somebody added by hand over the REST API; it stays until somebody removes it.</summary>
public sealed class ExtraRoute
{
    public required string Routespec { get; set; }

    public required string Target { get; set; }
}
