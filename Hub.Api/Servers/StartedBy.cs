using Hub.Domain.Access;
using Hub.Domain.Servers;

namespace Hub.Api.Servers;

/// <summary>Says who asks for a start, from the request.</summary>
internal static class StartedBy
{
    public static StartOrigin Of(HttpContext http, Caller caller) =>
        new(caller.Kind == OwnerKind.Service ? $"service {caller.Name}" : caller.Name, http.TraceIdentifier, MayQueue: caller.FromCookie);
}
