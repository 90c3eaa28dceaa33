using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators.Pam;

/// <summary>
/// Opens a PAM session before a user's server starts and closes it after the stop, where the configuration wants that. As in
/// JupyterHub the first error ends the use of sessions: what they need differs too much from machine to machine to go on guessing.
/// </summary>
public sealed class PamSessions(PamOptions options, ILogger<PamSessions> log) : IDisposable
{
    private readonly PamDialogue dialogue = new(options);
    private readonly BlockingCalls calls = new("PAM sessions", options.ExecutorThreads);
    private volatile bool wanted = options.OpenSessions;

    public Task OpenAsync(string user, CancellationToken ct) => DoAsync("opened", user, dialogue.OpenSession, ct);

    public Task CloseAsync(string user, CancellationToken ct) => DoAsync("closed", user, dialogue.CloseSession, ct);

    public void Dispose() => calls.Dispose();

    private async Task DoAsync(string deed, string user, Action<string> call, CancellationToken ct)
    {
        if (!wanted)
            return;
        try
        {
            await calls.RunAsync(() => Done(call, user), ct);
        }
        catch (PamException failed)
        {
            wanted = false;
            log.LogWarning(
                "The PAM session of {User} could not be {Deed}, and none is from now on until the hub starts again: {Reason}",
                QuotedName.Of(user), deed, failed.Message);
        }
    }

    private static bool Done(Action<string> call, string user)
    {
        call(user);
        return true;
    }
}
