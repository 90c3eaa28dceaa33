using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Access;

/// <summary>Switches that open or close doors for everybody.</summary>
[TraitClass("JupyterHub")]
public sealed record AccessOptions
{
    /// <summary>Whether <c>/hub/metrics</c> asks for the scope read:metrics. Default: true.</summary>
    public bool AuthenticatePrometheus { get; init; } = true;

    /// <summary>
    /// Whether administrators may use other users' servers the old way. Deprecated: the role <c>admin</c> holds access:servers.
    /// Default: false.
    /// </summary>
    public bool AdminAccess { get; init; }
}
