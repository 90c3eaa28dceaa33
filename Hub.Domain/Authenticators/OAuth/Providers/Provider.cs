using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Hub.Domain.Authenticators.OAuth.Providers;

/// <summary>What is particular to a provider: defaults, how its users are named, whom it keeps out, whom it lets in.</summary>
internal class Provider(OAuthenticatorOptions options, ProviderOptions own, ProviderHttp http)
{
    protected OAuthenticatorOptions Options => options;

    protected ProviderOptions Own => own;

    public virtual string Service => "OAuth 2.0";

    public virtual string Issuer => "";

    public virtual string AuthorizeUrl => "";

    public virtual string TokenUrl => "";

    public virtual string UserdataUrl => "";

    public virtual string LogoutUrl => "";

    /// <summary>The key of the user's data in the kept state.</summary>
    public virtual string UserKey => "oauth_user";

    public virtual string UsernameClaim => "username";

    public virtual string GroupsKey => $"{UserKey}.{own.ClaimGroupsKey}";

    public virtual IReadOnlyList<string> Scope => [];

    public virtual IEnumerable<KeyValuePair<string, string>> AuthorizeParams => [];

    /// <summary>What has to be set and is not; null when nothing is missing.</summary>
    public virtual string? Missing => null;

    /// <summary>Asks the provider for what else is to be known of a user, and adds it to the data.</summary>
    public virtual Task EnrichAsync(ProviderUser user, JsonObject state, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Whoever a restriction keeps out is refused here, before and apart from anything that lets users in.</summary>
    /// <exception cref="LoginRefusedException">A restriction keeps this user out.</exception>
    public virtual void Restrict(ProviderUser user)
    {
        if (ClaimOfName(user) == "email" && !user.HasVerifiedEmail && !options.AllowUnverifiedEmail)
            throw new LoginRefusedException("Your e-mail address is not verified.", "the provider does not say that the e-mail address is verified");
    }

    /// <summary>The name of a user, not yet normalised; null when the data has none.</summary>
    public virtual string? NameOf(ProviderUser user) => user.Text(ClaimOfName(user));

    /// <summary>Whether a rule of this provider lets the user in.</summary>
    public virtual Task<bool> AllowsAsync(ProviderUser user, CancellationToken ct) => Task.FromResult(false);

    /// <summary>Whether a rule of this provider makes the user an administrator; null where there is none.</summary>
    public virtual bool? IsAdmin(ProviderUser user) => null;

    /// <summary>The claim the name is made of.</summary>
    protected virtual string ClaimOfName(ProviderUser user) => options.UsernameClaim.Length > 0 ? options.UsernameClaim : UsernameClaim;

    protected Task<ProviderAnswerBody> AskAsync(string url, ProviderUser user, CancellationToken ct) =>
        http.SendAsync(new HttpRequestMessage(HttpMethod.Get, url)
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", user.AccessToken) },
        }, ct);
}
