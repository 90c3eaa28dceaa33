using System.Globalization;
using Hub.Api.Wire.Json;
using Hub.Domain.Errors;
using Hub.Domain.Users;

namespace Hub.Api.Users;

/// <summary>Says that there is no such user before anything about the body.</summary>
internal sealed class UserFirstAttribute : PathFirstAttribute
{
    /// <summary>What is said of a user who is missing, with <c>{0}</c> for the name.</summary>
    public string Words { get; init; } = "";

    protected override async Task CheckAsync(HttpContext http, InvalidInputException wrong)
    {
        var name = Named(http, "name");
        if (await http.RequestServices.GetRequiredService<IUserStore>().FindAsync(name, http.RequestAborted) is null)
            throw new NotFoundException(string.Format(CultureInfo.InvariantCulture, Words, PythonText.Quoted(name)));
    }
}
