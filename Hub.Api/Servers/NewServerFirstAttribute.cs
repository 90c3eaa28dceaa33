using Hub.Api.Wire.Json;
using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Users;

namespace Hub.Api.Servers;

/// <summary>Says that there is no such user, or that the user has such a server already, before anything about the body.</summary>
internal sealed class NewServerFirstAttribute : PathFirstAttribute
{
    protected override async Task CheckAsync(HttpContext http, InvalidInputException wrong)
    {
        var ct = http.RequestAborted;
        var user = await http.RequestServices.GetRequiredService<IUserStore>().FindAsync(Named(http, "name"), ct) ?? throw new NotFoundException("");
        await http.RequestServices.GetRequiredService<NamedServers>().RequireNewAsync(user, Named(http, "server_name"), ct);
    }
}
