namespace Hub.Domain.Authenticators;

/// <summary>
/// Decides who somebody is: credentials or the answer of a provider go in, a name and what is known of its owner come out.
/// Whether they may come in is for <see cref="LoginFlow"/> to say; redirects and cookies are not for here either.
/// </summary>
public interface IAuthenticator
{
    /// <summary>The ways to sign in that the login page shows.</summary>
    IReadOnlyList<LoginOffer> Offers => [new LoginOffer()];

    /// <summary>Says who typed this.</summary>
    /// <returns>Null when the credentials prove nothing.</returns>
    Task<AuthenticatedUser?> AuthenticateAsync(Credentials credentials, CancellationToken ct);

    /// <summary>Begins a login at a provider.</summary>
    /// <param name="offer">The <see cref="LoginOffer.Id"/> that was chosen.</param>
    /// <param name="callback">Where the provider sends the browser back to.</param>
    /// <param name="state">What the provider has to give back with its answer.</param>
    /// <param name="ct">Ends the wait for the provider.</param>
    /// <returns>Null when there is no such way to sign in.</returns>
    Task<ExternalLogin?> BeginAsync(string offer, Uri callback, string state, CancellationToken ct) => Task.FromResult<ExternalLogin?>(null);

    /// <summary>Says who a provider's answer is about.</summary>
    /// <returns>Null when there is no such way to sign in.</returns>
    /// <exception cref="LoginRefusedException">The provider, or a restriction on what it says, refuses this user.</exception>
    Task<AuthenticatedUser?> AuthenticateAsync(ProviderAnswer answer, CancellationToken ct) => Task.FromResult<AuthenticatedUser?>(null);

    /// <summary>Whether asking again can bring anything new; where not, nobody is asked and nothing is looked up for it.</summary>
    bool Refreshes => false;

    /// <summary>Asks again about a user who is signed in, so that what changed elsewhere takes effect here.</summary>
    Task<Refresh> RefreshAsync(KnownUser user, CancellationToken ct) => Task.FromResult<Refresh>(Refresh.Unchanged);

    /// <summary>Where a browser goes after it was signed out; null for the login page.</summary>
    string? AfterLogout => null;
}
