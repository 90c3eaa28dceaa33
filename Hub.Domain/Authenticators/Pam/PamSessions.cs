using System.Collections.Concurrent;
using Hub.Domain.Authenticators.Multi;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators.Pam;

/// <summary>
/// Opens a PAM session before a user's server starts and closes it after the stop, where the configuration wants that. As in
/// JupyterHub the first error ends the use of sessions: what they need differs too much from machine to machine to go on guessing.
/// </summary>
public sealed class PamSessions(UserRealms realms, ILogger<PamSessions> log) : IDisposable
{
    /// <summary>One for each authenticator that wants sessions, with the service and the threads it asks for.</summary>
    private readonly ConcurrentDictionary<PamOptions, Lazy<Kind>> kinds = new(ReferenceEqualityComparer.Instance);

    public Task OpenAsync(string user, CancellationToken ct) => DoAsync("opened", user, dialogue => dialogue.OpenSession, ct);

    public Task CloseAsync(string user, CancellationToken ct) => DoAsync("closed", user, dialogue => dialogue.CloseSession, ct);

    public void Dispose()
    {
        foreach (var kind in kinds.Values)
            kind.Value.Calls.Dispose();
    }

    private async Task DoAsync(string deed, string user, Func<PamDialogue, Action<string>> call, CancellationToken ct)
    {
        if (realms.Of(user).Pam is not { OpenSessions: true } options)
            return;
        var kind = kinds.GetOrAdd(options, made => new Lazy<Kind>(() => new Kind(made))).Value;
        if (kind.Failed)
            return;
        try
        {
            await kind.Calls.RunAsync(() => Done(call(kind.Dialogue), user), ct);
        }
        catch (PamException failed)
        {
            kind.Failed = true;
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

    private sealed class Kind(PamOptions options)
    {
        private volatile bool failed;

        public PamDialogue Dialogue { get; } = new(options);

        public BlockingCalls Calls { get; } = new("PAM sessions", options.ExecutorThreads);

        public bool Failed
        {
            get => failed;
            set => failed = value;
        }
    }
}
