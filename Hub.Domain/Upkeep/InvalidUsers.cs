using Hub.Domain.Authenticators;
using Hub.Domain.Users;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Upkeep;

/// <summary>Removes, at the start and where that is configured, users whose names are no longer valid. Names are read in parts.</summary>
public sealed class InvalidUsers(IUserStore users, UserNames names, AuthenticatorOptions options, ILogger<InvalidUsers> log)
{
    private const int AtOnce = 1000;

    public async Task RemoveAsync(CancellationToken ct)
    {
        if (!options.DeleteInvalidUsers)
            return;
        for (var after = ""; ;)
        {
            var some = await users.IdleNamesAsync(after, AtOnce, ct);
            foreach (var (id, name) in some.Where(user => !names.IsValid(user.Name)))
            {
                log.LogWarning("Removing the user {User}, whose name is not valid", QuotedName.Of(name));
                await users.RemoveAsync(id, ct);
            }

            if (some.Count < AtOnce)
                return;
            after = some[^1].Name;
        }
    }
}
