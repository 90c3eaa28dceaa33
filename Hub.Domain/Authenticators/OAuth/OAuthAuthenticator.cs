using System.Text.Json.Nodes;
using Hub.Domain.Authenticators.OAuth.Providers;
using Hub.Domain.Roles;
using Hub.Domain.Users;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators.OAuth;

/// <summary>Lets users sign in at an OAuth 2 or OpenID Connect provider, by the code flow with PKCE.</summary>
public sealed class OAuthAuthenticator : IAuthenticator, IDisposable
{
    private readonly AuthenticatorOptions rules;
    private readonly OAuthenticatorOptions options;
    private readonly UserNames names;
    private readonly HashSet<string> admins;
    private readonly ProviderHttp http;
    private readonly Provider provider;
    private readonly Discovery? discovery;
    private readonly ProviderClient client;
    private readonly ILogger<OAuthAuthenticator> log;

    /// <exception cref="ArgumentException">Something that is needed is not set.</exception>
    public OAuthAuthenticator(
        AuthenticatorOptions rules, OAuthenticatorOptions options, ProviderOptions own, UserNames names, TimeProvider clock,
        ILogger<OAuthAuthenticator> log)
    {
        (this.rules, this.options, this.names, this.log) = (rules, options, names, log);
        admins = [.. rules.AdminUsers.Select(names.Normalize)];
        http = new ProviderHttp(new ProviderConnection(options));
        provider = ProviderChoice.Create(rules.AuthenticatorClass, options, own, http, clock);
        OAuthSettingsCheck.Require(rules, options, own);
        var issuer = options.Issuer.Length > 0 ? options.Issuer : provider.Issuer;
        discovery = issuer.Length == 0 ? null : new Discovery(issuer, http, clock);
        client = new ProviderClient(
            options, provider, discovery, discovery is null ? null : new IdToken(discovery, options.ClientId, clock), http);
    }

    public IReadOnlyList<LoginOffer> Offers => [new LoginOffer { Elsewhere = true, Label = Service, Callback = options.OauthCallbackUrl }];

    public string? AfterLogout => options.LogoutRedirectUrl.Length > 0 ? options.LogoutRedirectUrl
        : provider.LogoutUrl.Length > 0 ? provider.LogoutUrl : null;

    public bool Refreshes => true;

    private string Service => options.LoginService.Length > 0 ? options.LoginService : provider.Service;

    private string Refusal => options.CustomMessage.Length > 0
        ? options.CustomMessage : "Sorry, you are not currently authorized to use this hub. Please contact the hub administrator.";

    /// <summary>Nobody types a password here.</summary>
    public Task<AuthenticatedUser?> AuthenticateAsync(Credentials credentials, CancellationToken ct) => Task.FromResult<AuthenticatedUser?>(null);

    public async Task<ExternalLogin?> BeginAsync(string offer, Uri callback, string state, CancellationToken ct) =>
        await client.BeginAsync(callback, state, ct);

    public async Task<AuthenticatedUser?> AuthenticateAsync(ProviderAnswer answer, CancellationToken ct)
    {
        var tokens = await client.TokensAsync(answer, ct);
        var claims = await client.UserAsync(tokens, answer.Secrets.Nonce, ct)
            ?? throw new LoginRefusedException("The login provider did not say who you are.", "the user's data could not be had");
        return await DescribedAsync(tokens, claims, ct);
    }

    /// <summary>
    /// Asks for the user's data again, with a renewed token where the old one is no longer taken. A provider that is away changes
    /// nothing: its bad hour must not sign everybody out.
    /// </summary>
    public async Task<Refresh> RefreshAsync(KnownUser user, CancellationToken ct)
    {
        // Nothing was kept, so there is nothing to ask with.
        if (user.AuthState?["token_response"] is not JsonObject response || new TokenSet(response).AccessToken is null)
            return rules.EnableAuthState ? Refresh.SignInAgain : Refresh.Unchanged;
        try
        {
            var tokens = new TokenSet(response.DeepClone().AsObject());
            var claims = await StillGoodAsync(tokens, ct);
            if (claims is null && tokens.RefreshToken is { } again && await client.RenewedAsync(again, ct) is { } renewed)
            {
                if (renewed.IdToken is null)
                    renewed.Response["id_token"] = tokens.IdToken;
                (tokens, claims) = (renewed, await client.UserAsync(renewed, null, ct));
            }

            if (claims is null)
                return Refresh.SignInAgain;
            var now = await DescribedAsync(tokens, claims, ct);
            // The account behind the tokens is another one now, or may not come in any more.
            return names.Normalize(now.Name) == user.Name ? new Refresh.Renewed(now) : Refresh.SignInAgain;
        }
        catch (LoginRefusedException refused)
        {
            log.LogWarning("The login of {User} is over: {Reason}", QuotedName.Of(user.Name), refused.Detail);
            return Refresh.SignInAgain;
        }
        catch (ProviderException away)
        {
            log.LogWarning("Nothing new about {User}: {Reason}", QuotedName.Of(user.Name), away.Message);
            return Refresh.Unchanged;
        }
    }

    /// <summary>What the tokens say now; null when they are no longer taken, as an identity token that is past its end.</summary>
    private async Task<JsonObject?> StillGoodAsync(TokenSet tokens, CancellationToken ct)
    {
        try
        {
            return await client.UserAsync(tokens, null, ct);
        }
        catch (LoginRefusedException) when (options.UserdataFromIdToken)
        {
            return null;
        }
    }

    public void Dispose()
    {
        discovery?.Dispose();
        http.Dispose();
    }

    private async Task<AuthenticatedUser> DescribedAsync(TokenSet tokens, JsonObject claims, CancellationToken ct)
    {
        var user = new ProviderUser(claims, tokens.AccessToken!);
        var state = tokens.ToState(provider.UserKey, claims);
        await provider.EnrichAsync(user, state, ct);
        state[provider.UserKey] = claims.DeepClone();
        // 1. What forbids, alone. 2. Who it is. 3. What allows.
        provider.Restrict(user);
        if (provider.NameOf(user) is not { Length: > 0 } name)
            throw new LoginRefusedException("The login provider did not say who you are.", "the user's data has no text where the name should be");
        var groups = rules.ManageGroups ? GroupsIn(state) : null;
        bool? byGroups = options.AdminGroups.Count == 0 ? null : Any(groups, options.AdminGroups);
        // One rule that makes an administrator is enough; where there are rules and none does, they are none.
        bool? admin = admins.Contains(names.Normalize(name)) || byGroups == true ? true : provider.IsAdmin(user) ?? byGroups;
        return new AuthenticatedUser
        {
            Name = name,
            Admin = admin,
            Groups = groups,
            Roles = rules.ManageRoles && options.AuthStateRolesKey.Length > 0 ? RolesIn(state) : null,
            UserInfo = InfoIn(claims),
            AuthState = state,
            Allowed = admin == true || Any(groups, options.AllowedGroups) || HasAllScopes(tokens) || IsInDomain(user) || await provider.AllowsAsync(user, ct),
            Refusal = Refusal,
        };
    }

    private IReadOnlyList<string> GroupsIn(JsonObject state)
    {
        var key = options.AuthStateGroupsKey.Length > 0 ? options.AuthStateGroupsKey : provider.GroupsKey;
        if (ClaimPath.Texts(ClaimPath.Find(state, key)) is { } groups)
            return [.. groups.Distinct().Order(StringComparer.Ordinal)];
        log.LogWarning("{Key} is no list of names in what the login provider says; the user is in no group", key);
        return [];
    }

    private IReadOnlyList<RoleDefinition> RolesIn(JsonObject state)
    {
        if (RoleJson.Read(ClaimPath.Find(state, options.AuthStateRolesKey)) is { } roles)
            return roles;
        log.LogWarning("{Key} is no list of roles in what the login provider says; the user holds none", options.AuthStateRolesKey);
        return [];
    }

    private JsonObject? InfoIn(JsonObject claims)
    {
        var found = options.UserInfoClaims.Select(one => KeyValuePair.Create(one.Key, ClaimPath.Find(claims, one.Value)?.DeepClone()))
            .Where(one => one.Value is not null).ToList();
        return found.Count == 0 ? null : new JsonObject(found);
    }

    private bool HasAllScopes(TokenSet tokens) => options.AllowedScopes.Count > 0 && options.AllowedScopes.All(tokens.Scope.Contains);

    private bool IsInDomain(ProviderUser user) => options.AllowedDomains.Count > 0 && user.HasVerifiedEmail
        && user.Text("email") is { } email && email.LastIndexOf('@') is > 0 and var at
        && options.AllowedDomains.Any(domain => domain.Equals(email[(at + 1)..], StringComparison.OrdinalIgnoreCase));

    private static bool Any(IReadOnlyList<string>? groups, IReadOnlySet<string> wanted) => groups is not null && groups.Any(wanted.Contains);
}
