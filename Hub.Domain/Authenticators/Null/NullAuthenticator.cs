namespace Hub.Domain.Authenticators.Null;

/// <summary>Lets nobody in: for hubs that are used with tokens only.</summary>
public sealed class NullAuthenticator : IAuthenticator
{
    public Task<AuthenticatedUser?> AuthenticateAsync(Credentials credentials, CancellationToken ct) =>
        Task.FromResult<AuthenticatedUser?>(null);
}
