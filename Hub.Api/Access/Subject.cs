namespace Hub.Api.Access;

/// <summary>What an action is about, which decides how the filter of a scope is held against it.</summary>
public enum Subject
{
    /// <summary>All of a kind, as when something is added: only the scope without any filter will do.</summary>
    Everything,

    /// <summary>A list: any form of the scope will do, and its filter decides which rows are shown.</summary>
    Users,

    /// <summary>As <see cref="Users"/>, of groups.</summary>
    Groups,

    /// <summary>As <see cref="Users"/>, of services.</summary>
    Services,

    /// <summary>The user in the route value <c>name</c>, or in <c>owner</c> where there is no <c>name</c>.</summary>
    User,

    /// <summary>The server <c>server_name</c> (the default one, where the route has none) of that user.</summary>
    Server,

    /// <summary>The group in the route value <c>group_name</c>.</summary>
    Group,

    /// <summary>The service in the route value <c>service_name</c>.</summary>
    Service,
}
