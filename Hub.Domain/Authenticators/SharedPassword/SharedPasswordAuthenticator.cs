using Hub.Domain.Users;

namespace Hub.Domain.Authenticators.SharedPassword;

/// <summary>
/// One password for all users, another for the admins. An admin's name goes with the admin password only, everybody else's
/// with the user password only, so that knowing the users' password never makes an admin.
/// </summary>
public sealed class SharedPasswordAuthenticator : IAuthenticator
{
    private const int ShortestUserPassword = 8;
    private const int ShortestAdminPassword = 32;

    // Stands in for a password that is not set, so that looking takes the same time; no request can hold 32 random bytes.
    private static readonly string Unguessable = Tokens.TokenHash.NewSecret();

    private readonly HashSet<string> admins;
    private readonly UserNames names;
    private readonly SecretComparison same;
    private readonly string userPassword;
    private readonly string adminPassword;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> passwordGroups;

    /// <exception cref="ArgumentException">A password is too short, or both are the same.</exception>
    public SharedPasswordAuthenticator(AuthenticatorOptions options, UserNames names, SecretComparison? same = null)
    {
        Require(options.UserPassword, ShortestUserPassword, "SharedPasswordAuthenticator.user_password");
        Require(options.AdminPassword, ShortestAdminPassword, "SharedPasswordAuthenticator.admin_password");
        if (!string.IsNullOrEmpty(options.AdminPassword) && options.AdminPassword == options.UserPassword)
            throw new ArgumentException("SharedPasswordAuthenticator.user_password and admin_password must differ");
        this.names = names;
        this.same = same ?? SecretText.Same;
        admins = [.. options.AdminUsers.Select(names.Normalize)];
        userPassword = string.IsNullOrEmpty(options.UserPassword) ? Unguessable : options.UserPassword;
        adminPassword = string.IsNullOrEmpty(options.AdminPassword) ? Unguessable : options.AdminPassword;
        passwordGroups = options.PasswordGroups;
    }

    public Task<AuthenticatedUser?> AuthenticateAsync(Credentials credentials, CancellationToken ct)
    {
        var isAdmin = admins.Contains(names.Normalize(credentials.Username));
        // Every password is compared whoever asks: the time must not tell which names are admins.
        var asAdmin = same(credentials.Password, adminPassword);
        var asUser = same(credentials.Password, userPassword);
        IReadOnlyList<string>? groups = null;
        foreach (var (password, members) in passwordGroups)
        {
            if (same(credentials.Password, password))
                groups ??= members;
        }

        AuthenticatedUser? user = (isAdmin, asAdmin, asUser, groups) switch
        {
            (true, true, _, _) => new() { Name = credentials.Username, Admin = true, Groups = [] },
            (true, false, _, _) => null,
            (false, _, true, _) => new() { Name = credentials.Username, Admin = false, Groups = [] },
            (false, _, false, not null) => new() { Name = credentials.Username, Groups = groups },
            _ => null,
        };
        return Task.FromResult(user);
    }

    private static void Require(string? password, int length, string key)
    {
        if (!string.IsNullOrEmpty(password) && password.Length < length)
            throw new ArgumentException($"{key} must be at least {length} characters long, and has {password.Length}");
    }
}
