namespace Hub.Domain.Authenticators;

/// <summary>Decides who somebody is. Whether they may come in is for <see cref="LoginFlow"/> to say.</summary>
public interface IAuthenticator
{
    /// <returns>Null when the credentials prove nothing.</returns>
    Task<AuthenticatedUser?> AuthenticateAsync(Credentials credentials, CancellationToken ct);
}
