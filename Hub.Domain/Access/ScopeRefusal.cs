using Hub.Domain.Errors;

namespace Hub.Domain.Access;

/// <summary>
/// The words in which a caller is refused for want of scopes. Whoever holds a form that does not reach the subject learns no more
/// than that nothing is there for them.
/// </summary>
public static class ScopeRefusal
{
    /// <param name="held">Whether the caller holds one of the scopes on something else.</param>
    /// <param name="scopes">The scopes of which any one would have been enough.</param>
    public static HubException Of(bool held, params IReadOnlyList<string> scopes) => held
        ? new NotFoundException("No access to resources or resources not found")
        : new ForbiddenException($"Action is not authorized with current scopes; requires any of [{string.Join(", ", scopes)}]");
}
