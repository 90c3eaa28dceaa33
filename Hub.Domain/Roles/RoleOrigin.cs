namespace Hub.Domain.Roles;

/// <summary>Who defined a role.</summary>
public enum RoleOrigin
{
    /// <summary>One of the roles every hub has: <c>user</c>, <c>admin</c>, <c>server</c>, <c>token</c>.</summary>
    Default,

    /// <summary>Defined in <c>load_roles</c>; it goes when the configuration no longer has it.</summary>
    Configuration,

    /// <summary>Defined over the REST API; the configuration does not touch it.</summary>
    Api,

    /// <summary>Made by the authenticator, with <c>manage_roles</c>.</summary>
    Authenticator,
}
