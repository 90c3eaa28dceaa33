using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Errors;
using Hub.Domain.Users;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators;

/// <summary>
/// Asks the authenticator about users who are signed in, so that whoever loses an account, a group or a right elsewhere loses it
/// here too: at a request after <c>auth_refresh_age</c>, and before starts and stops where that is wanted.
/// </summary>
public sealed class LoginRefresh(
    IAuthenticator authenticator, AuthenticatorOptions options, Admission admission, SignedInUsers writer, AuthStateKeeper states,
    ILoginTurns turns, IUserStore users, TimeProvider clock, ILogger<LoginRefresh> log)
{
    private const int MostEntries = 50_000;

    // Per replica, as in JupyterHub: the first request after a start of the hub asks.
    private readonly ConcurrentDictionary<int, DateTimeOffset> asked = new();

    /// <summary>Notes that a user has just signed in, so that there is nothing to ask for a while.</summary>
    public void SignedIn(User user) => Note(user.Id);

    /// <summary>Whether the login of a user still holds; the authenticator is asked if that was long ago.</summary>
    public async ValueTask<bool> HoldsAsync(int userId, string name, CancellationToken ct)
    {
        if (!authenticator.Refreshes || options.AuthRefreshAge <= TimeSpan.Zero)
            return true;
        if (asked.TryGetValue(userId, out var at) && clock.GetUtcNow() - at < options.AuthRefreshAge)
            return true;
        // Noted before the answer: of many requests at once one asks, because many providers renew a token only once.
        Note(userId);
        if (await users.FindAsync(name, ct) is not { } user || await AskAsync(user, ct))
            return true;
        // The next request must not pass because this one has asked.
        asked.TryRemove(userId, out _);
        return false;
    }

    /// <summary>Before a server is started.</summary>
    /// <exception cref="ForbiddenException">The login is over.</exception>
    public Task BeforeStartAsync(User user, CancellationToken ct) => RequireAsync(user, options.RefreshesBeforeSpawn, ct);

    /// <summary>Before a server is stopped because its user wants that.</summary>
    /// <exception cref="ForbiddenException">The login is over.</exception>
    public Task BeforeStopAsync(User user, CancellationToken ct) => RequireAsync(user, options.RefreshPreStop, ct);

    private async Task RequireAsync(User user, bool wanted, CancellationToken ct)
    {
        if (!wanted || !authenticator.Refreshes)
            return;
        Note(user.Id);
        if (await AskAsync(user, ct))
            return;
        asked.TryRemove(user.Id, out _);
        throw new ForbiddenException($"auth has expired for {user.Name}, login again");
    }

    private async Task<bool> AskAsync(User user, CancellationToken ct)
    {
        var seen = await states.ReadAsync(user, ct);
        await using var turn = await turns.TakeAsync(user.Id, ct);
        // While this hub waited another may have asked: many providers renew a token only once.
        var kept = await states.ReadAsync(user, ct);
        if (kept is not null && !JsonNode.DeepEquals(seen, kept))
            return true;
        var answer = await authenticator.RefreshAsync(new KnownUser(user.Name, kept), ct);
        if (answer == Refresh.Unchanged)
            return true;
        if (answer is Refresh.Renewed(var now) && await admission.ByRulesAsync(now, ct) is { } who && who.Name == user.Name)
        {
            await writer.RenewedAsync(user, who, ct);
            return true;
        }

        log.LogInformation("User has to sign in again: {User}", QuotedName.Of(user.Name));
        return false;
    }

    private void Note(int userId)
    {
        if (asked.Count >= MostEntries)
            asked.Clear();
        asked[userId] = clock.GetUtcNow();
    }
}
