using Hub.Api.Wire.Json;
using Hub.Domain.Errors;
using Hub.Domain.Groups;

namespace Hub.Api.Groups;

/// <summary>Says that there is no such group before anything about the body.</summary>
internal sealed class GroupFirstAttribute : PathFirstAttribute
{
    protected override async Task CheckAsync(HttpContext http, InvalidInputException wrong)
    {
        var name = Named(http, "group_name");
        if (await http.RequestServices.GetRequiredService<IGroupStore>().FindIdAsync(name, http.RequestAborted) is null)
            throw new NotFoundException($"No such group: {name}");
    }
}
