using Hub.Domain.Access;
using Hub.Domain.Authenticators.Local;
using Hub.Domain.Errors;
using Hub.Domain.Users;

namespace Hub.Domain.Servers;

/// <summary>Adding, changing and removing users, on behalf of a caller.</summary>
public sealed class UserAccounts(IUserStore users, IServerStore servers, ServerLifecycle lifecycle, UserNames names, SystemUsers systemUsers)
{
    /// <summary>Adds users under their normalised names.</summary>
    /// <returns>Those that were added; ones that were there already are passed over.</returns>
    /// <exception cref="InvalidInputException">A name is not allowed; nobody was added.</exception>
    /// <exception cref="ConflictException">Every one of them exists.</exception>
    public async Task<IReadOnlyList<string>> AddAllAsync(IReadOnlyList<string> wanted, bool admin, Caller caller, CancellationToken ct)
    {
        var normal = wanted.Select(names.Normalize).ToList();
        var invalid = normal.Where(name => !names.IsValid(name)).ToList();
        if (invalid.Count > 0)
        {
            var (word, list) = (invalid.Count == 1 ? "username" : "usernames", string.Join(", ", invalid.Select(Shown)));
            throw new InvalidInputException($"Invalid {word}: {list}");
        }

        MayGrantAdmin(admin, caller);
        await systemUsers.EnsureAsync(normal, ct);
        var added = await users.CreateAsync(normal, admin, ct);
        return added.Count > 0 ? added : throw new ConflictException($"All {wanted.Count} users already exist");
    }

    /// <summary>Adds one user under just this name.</summary>
    public async Task AddAsync(string name, bool admin, Caller caller, CancellationToken ct)
    {
        if (await users.FindAsync(name, ct) is not null)
            throw new ConflictException($"User {Shown(name)} already exists");
        if (!names.IsValid(name))
            throw new InvalidInputException($"Failed to create user: {Shown(name)}");
        MayGrantAdmin(admin, caller);
        await systemUsers.EnsureAsync([name], ct);
        if ((await users.CreateAsync([name], admin, ct)).Count == 0)
            throw new ConflictException($"User {Shown(name)} already exists");
    }

    public async Task ChangeAsync(User user, string? newName, bool? admin, Caller caller, CancellationToken ct)
    {
        if (user.Admin && !caller.Admin)
            throw new ForbiddenException("Only admins can modify other admins");
        MayGrantAdmin(admin ?? false, caller);
        if (newName is not null && newName != user.Name)
        {
            if (!names.IsValid(newName))
                throw new InvalidInputException($"Invalid username: {Shown(newName)}");
            // The running server has the old name in its environment, its cookie and its route.
            if ((await servers.ActiveAsync(user.Id, ct)).Count > 0)
                throw new InvalidInputException($"{user.Name} has a running server; stop it before renaming the user");
        }

        await users.ChangeAsync(user.Id, newName == user.Name ? null : newName, admin, ct);
    }

    /// <summary>Removes a user, stopping what runs first.</summary>
    /// <exception cref="InvalidInputException">It is the caller; or a server takes long to stop, and the removal has to be asked for again.</exception>
    public async Task RemoveAsync(User user, Caller caller, CancellationToken ct)
    {
        if (caller.Kind == OwnerKind.User && caller.Id == user.Id)
            throw new InvalidInputException("Cannot delete yourself!");
        foreach (var server in await servers.ActiveAsync(user.Id, ct))
        {
            if (await lifecycle.StopAsync(server, remove: true, ct) == StopOutcome.Pending)
                throw new InvalidInputException($"{user.Name}'s server is in the process of stopping, please wait.");
        }

        await users.RemoveAsync(user.Id, ct);
    }

    private static void MayGrantAdmin(bool admin, Caller caller)
    {
        if (admin && !caller.Admin)
            throw new ForbiddenException("Only admins can grant admin permissions");
    }

    /// <summary>A name from outside goes into a message cut to a length people read.</summary>
    private static string Shown(string name) => name.Length <= 64 ? name : name[..64] + "...";
}
