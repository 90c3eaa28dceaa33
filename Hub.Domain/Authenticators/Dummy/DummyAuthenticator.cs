namespace Hub.Domain.Authenticators.Dummy;

/// <summary>Takes any name, with one password for all or with any password: for trying things out only.</summary>
/// <param name="password">Empty lets any password pass.</param>
/// <param name="same">How passwords are compared; null for the safe way.</param>
public sealed class DummyAuthenticator(string password, SecretComparison? same = null) : IAuthenticator
{
    public Task<AuthenticatedUser?> AuthenticateAsync(Credentials credentials, CancellationToken ct)
    {
        var right = password.Length == 0 || (same ?? SecretText.Same)(credentials.Password, password);
        return Task.FromResult(right ? new AuthenticatedUser { Name = credentials.Username } : null);
    }
}
