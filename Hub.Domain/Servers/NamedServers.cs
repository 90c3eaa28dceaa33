using System.Text.Json.Nodes;
using Hub.Domain.Errors;
using Hub.Domain.Users;

namespace Hub.Domain.Servers;

/// <summary>Finding, adding, changing and removing the servers of a user, default and named.</summary>
public sealed class NamedServers(IServerStore store, ServerOptions options)
{
    private const string NotEnabled = "Named servers are not enabled.";

    /// <summary>Gives a server that exists. The default server of a user always does.</summary>
    public async Task<Server> FindAsync(User user, string serverName, CancellationToken ct)
    {
        if (serverName.Length == 0)
            return await store.DefaultAsync(user.Id, ct);
        return await store.FindAsync(user.Id, serverName, ct)
            ?? throw new NotFoundException($"User {user.Name} has no such server '{serverName}'");
    }

    /// <summary>Adds a named server without starting it.</summary>
    public async Task<Server> AddAsync(User user, string serverName, string? displayName, JsonObject? userOptions, CancellationToken ct)
    {
        await RequireNewAsync(user, serverName, ct);
        RequireNamedServers(serverName);
        return await CreateAsync(user, serverName, displayName, userOptions, ct)
            ?? throw new ConflictException($"User {user.Name} already has server {serverName}");
    }

    /// <exception cref="ConflictException">The user has it already.</exception>
    public async Task RequireNewAsync(User user, string serverName, CancellationToken ct)
    {
        if (serverName.Length == 0)
            throw new ConflictException($"User {user.Name} already has a default server");
        if (await store.FindAsync(user.Id, serverName, ct) is not null)
            throw new ConflictException($"User {user.Name} already has server {serverName}");
    }

    /// <summary>Gives the server to start, added now if it is a named one that is missing.</summary>
    public async Task<Server> ForStartAsync(User user, string serverName, string? displayName, CancellationToken ct)
    {
        if (serverName.Length == 0)
            return await store.DefaultAsync(user.Id, ct);
        RequireNamedServers(serverName);
        if (await store.FindAsync(user.Id, serverName, ct) is not { } known)
            return await CreateAsync(user, serverName, displayName, null, ct) ?? await FindAsync(user, serverName, ct);
        RequireStartable(known);
        if (!string.IsNullOrEmpty(displayName) && displayName != known.DisplayName)
        {
            ServerNames.CheckDisplay(displayName);
            if (await store.ChangeAsync(known.Id, null, displayName, null, ct))
                known.DisplayName = displayName;
        }

        return known;
    }

    /// <summary>Changes a stopped server.</summary>
    public async Task<Server> ChangeAsync(
        User user, string serverName, string? newName, string? displayName, JsonObject? userOptions, CancellationToken ct)
    {
        // As JupyterHub, of the default server too: only where servers have names is one called anything.
        if (!options.AllowNamedServers && (newName is not null || !string.IsNullOrEmpty(displayName)))
            throw new InvalidInputException(NotEnabled);
        // As JupyterHub, a name is looked at before the server; one that is taken is refused last, by the store.
        if (newName is not null && !await HasAsync(user, newName, ct))
        {
            if (serverName.Length == 0)
                await RequireRoomAsync(user, ct);
            ServerNames.CheckNew(newName);
        }

        if (!string.IsNullOrEmpty(displayName))
            ServerNames.CheckDisplay(displayName);
        var server = await FindAsync(user, serverName, ct);
        if (!await store.ChangeAsync(server.Id, newName, string.IsNullOrEmpty(displayName) ? null : displayName, userOptions, ct))
        {
            throw new InvalidInputException(
                $"{ServerNames.Describe(user.Name, serverName)} is active. Please stop it before modifying it.");
        }

        return await FindAsync(user, newName ?? serverName, ct);
    }

    /// <summary>Gives the server to stop or remove.</summary>
    public async Task<Server> ForStopAsync(User user, string serverName, bool remove, CancellationToken ct)
    {
        if (serverName.Length == 0 && remove)
            throw new InvalidInputException("Cannot delete the default server");
        RequireNamedServers(serverName);
        return serverName.Length == 0
            ? await store.DefaultAsync(user.Id, ct)
            : await store.FindAsync(user.Id, serverName, ct)
                ?? throw new NotFoundException($"{user.Name} has no server named '{serverName}'");
    }

    private async Task<bool> HasAsync(User user, string serverName, CancellationToken ct) =>
        (serverName.Length == 0 ? await store.DefaultAsync(user.Id, ct) : await store.FindAsync(user.Id, serverName, ct)) is not null;

    private async Task<Server?> CreateAsync(User user, string serverName, string? displayName, JsonObject? userOptions, CancellationToken ct)
    {
        await RequireRoomAsync(user, ct);
        if (!string.IsNullOrEmpty(displayName))
            ServerNames.CheckDisplay(displayName);
        ServerNames.CheckNew(serverName);
        return await store.CreateAsync(
            user.Id, serverName, string.IsNullOrEmpty(displayName) ? serverName : displayName, userOptions,
            options.NamedServerLimitPerUser, ct);
    }

    /// <summary>As JupyterHub, before anything is said about the name; the store asks again when it adds the row.</summary>
    private async Task RequireRoomAsync(User user, CancellationToken ct)
    {
        var limit = options.NamedServerLimitPerUser;
        if (limit > 0 && await store.CountNamedAsync(user.Id, ct) >= limit)
        {
            throw new InvalidInputException(
                $"User {user.Name} already has the maximum of {limit} named servers.  "
                + "One must be deleted before a new server can be created");
        }
    }

    private void RequireNamedServers(string serverName)
    {
        if (serverName.Length > 0 && !options.AllowNamedServers)
            throw new InvalidInputException(NotEnabled);
    }

    /// <summary>Servers from before the rules for names may be started or not, as the operator decides.</summary>
    private void RequireStartable(Server server)
    {
        if (options.AllowExistingInvalidNamedServers == InvalidNamedServers.AllowStart || ServerNames.IsValidNew(server.Name))
            return;
        throw new InvalidInputException(
            $"Starting invalid server_name '{server.Name}' is disabled, contact your administrator");
    }
}
