using Hub.Domain.Access;
using Hub.Domain.Scopes;

namespace Hub.Api.Services;

/// <summary>The keys of a service model, beside <c>kind</c> and <c>name</c>, by what the caller may see.</summary>
[Flags]
public enum ServiceKeys
{
    None = 0,
    Name = 1,
    Details = 2,
    Roles = 4,
    Admin = 8,
}

/// <summary>What one caller may see of services.</summary>
public sealed class ServiceView(Caller caller)
{
    private static readonly (string Scope, ServiceKeys Keys)[] KeysByScope =
    [
        ("read:services", ServiceKeys.Name | ServiceKeys.Admin | ServiceKeys.Details),
        ("read:services:name", ServiceKeys.Name | ServiceKeys.Admin),
        ("read:roles:services", ServiceKeys.Name | ServiceKeys.Admin | ServiceKeys.Roles),
    ];

    public ServiceKeys KeysOf(string service)
    {
        var target = ScopeTarget.Service(service);
        return KeysByScope.Where(entry => caller.Scopes.Covers(entry.Scope, target))
            .Aggregate(ServiceKeys.None, (keys, entry) => keys | entry.Keys);
    }
}
