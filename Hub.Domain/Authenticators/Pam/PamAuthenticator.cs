using Hub.Domain.Authenticators.Local;
using Hub.Domain.Users;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators.Pam;

/// <summary>Lets PAM, and with it the machine's own rules, decide who somebody is.</summary>
public sealed class PamAuthenticator : IAuthenticator, IDisposable
{
    private readonly PamOptions options;
    private readonly LocalOptions local;
    private readonly UserNames names;
    private readonly UnixGroups groups;
    private readonly ILogger<PamAuthenticator> log;
    private readonly HashSet<string> admins;
    private readonly PamDialogue dialogue;
    private readonly BlockingCalls threads;

    public PamAuthenticator(
        PamOptions options, LocalOptions local, AuthenticatorOptions rules, UserNames names, UnixGroups groups, ILogger<PamAuthenticator> log)
    {
        this.options = options;
        this.local = local;
        this.names = names;
        this.groups = groups;
        this.log = log;
        admins = [.. rules.AdminUsers.Select(names.Normalize)];
        dialogue = new PamDialogue(options);
        threads = new BlockingCalls("PAM", options.ExecutorThreads);
    }

    public Task<AuthenticatedUser?> AuthenticateAsync(Credentials credentials, CancellationToken ct) =>
        threads.RunAsync(() => Authenticate(credentials), ct);

    public void Dispose() => threads.Dispose();

    private AuthenticatedUser? Authenticate(Credentials credentials)
    {
        try
        {
            // In lower case from the first look-up on: "Ann" must prove to be ann, whom the hub will take her for.
            var account = dialogue.Authenticate(credentials.Username.ToLowerInvariant(), credentials.Password, credentials.Otp);
            return Known(account);
        }
        catch (PamException refused)
        {
            log.LogWarning("PAM refused {User}: {Reason}", QuotedName.Of(credentials.Username), refused.Message);
            return null;
        }
    }

    private AuthenticatedUser Known(string account)
    {
        var name = names.Normalize(account);
        return new AuthenticatedUser
        {
            Name = account,
            Admin = AdminOf(name),
            Allowed = groups.HasAny(name, local.AllowedGroups),
        };
    }

    /// <summary>Null leaves it to admin_users and to what the hub knows; with groups there is a definite answer for everybody else.</summary>
    private bool? AdminOf(string name) =>
        options.AdminGroups.Count == 0 || admins.Contains(name) ? null : UnixGroups.HasAnyOfAll(name, options.AdminGroups);
}
