using Hub.Api.Wire.Json;
using Hub.Domain.Errors;
using Hub.Domain.Services;

namespace Hub.Api.Services;

/// <summary>Says that the service exists already before anything about the body, unless that is no JSON at all.</summary>
internal sealed class NewServiceFirstAttribute : PathFirstAttribute
{
    protected override async Task CheckAsync(HttpContext http, InvalidInputException wrong)
    {
        var name = Named(http, "service_name");
        if (wrong.Message == RequestBody.NoJson)
            return;
        if (await http.RequestServices.GetRequiredService<IServiceStore>().FindAsync(name, http.RequestAborted) is not null)
            throw new ConflictException($"Service {name} already exists");
    }
}
