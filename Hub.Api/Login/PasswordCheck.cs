using Hub.Api.Tokens;
using Hub.Domain.Authenticators;
using Hub.Domain.Users;

namespace Hub.Api.Login;

/// <summary>Checks a name and password that came over the REST API: as a login, but it makes no users.</summary>
public sealed class PasswordCheck(LoginFlow logins, IUserStore users) : IPasswordCheck
{
    public async Task<User?> CheckAsync(string username, string password, string? source, CancellationToken ct)
    {
        var who = await logins.CheckAsync(new Credentials(username, password), source ?? "", ct);
        return who is null ? null : await users.FindAsync(who.Name, ct);
    }
}
