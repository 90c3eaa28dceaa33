using Hub.Api.Wire.Logs;
using Hub.Domain.Access;

namespace Hub.Api.Access;

/// <summary>Carries the caller of a request from where it was found out to where it matters.</summary>
public static class CallerFeature
{
    /// <summary>Who is asking; null when nobody has said so, or not convincingly.</summary>
    public static Caller? Caller(this HttpContext http) => http.Features.Get<Caller>();

    public static void SetCaller(this HttpContext http, Caller? caller)
    {
        http.Features.Set(caller);
        if (caller is not null)
            http.Features.Set<ICallerName>(new CallerName(caller.Name));
    }

    private sealed record CallerName(string Name) : ICallerName;
}
