using Hub.Api.Wire.Json;
using Hub.Domain.Errors;
using Hub.Domain.Users;

namespace Hub.Api.Users;

/// <summary>Says that the user exists already before anything about the body, unless that is no JSON at all.</summary>
internal sealed class NewUserFirstAttribute : PathFirstAttribute
{
    protected override async Task CheckAsync(HttpContext http, InvalidInputException wrong)
    {
        var name = Named(http, "name");
        if (wrong.Message == RequestBody.NoJson)
            return;
        if (await http.RequestServices.GetRequiredService<IUserStore>().FindAsync(name, http.RequestAborted) is not null)
            throw new ConflictException($"User {PythonText.Cut(name)} already exists");
    }
}
