using System.IO.Enumeration;

namespace Hub.Domain.Authenticators.OAuth.Providers;

/// <summary>CILogon, behind which are thousands of identity providers: each login is held against the one its claim <c>idp</c> names.</summary>
internal sealed class CILogon(OAuthenticatorOptions options, ProviderOptions own, ProviderHttp http) : Provider(options, own, http)
{
    private readonly string root = own.CILogonHost.Contains("://", StringComparison.Ordinal) ? own.CILogonHost.TrimEnd('/') : $"https://{own.CILogonHost}";

    public override string Service => "CILogon";

    public override string AuthorizeUrl => $"{root}/authorize";

    public override string TokenUrl => $"{root}/oauth2/token";

    public override string UserdataUrl => $"{root}/oauth2/userinfo";

    public override string UserKey => "cilogon_user";

    public override IReadOnlyList<string> Scope => ["openid", "email", "org.cilogon.userinfo", "profile"];

    public override string? Missing => Own.Idps.Count == 0 ? "CILogonOAuthenticator.idps" : null;

    public override IEnumerable<KeyValuePair<string, string>> AuthorizeParams
    {
        get
        {
            // The first of the list is the one CILogon chooses beforehand.
            yield return KeyValuePair.Create("selected_idp", string.Join(",", Own.Idps.OrderByDescending(idp => idp.Value.Default).Select(idp => idp.Key)));
            if (Own.Skin.Length > 0)
                yield return KeyValuePair.Create("skin", Own.Skin);
        }
    }

    public override void Restrict(ProviderUser user)
    {
        if (IdpOf(user) is null)
            throw new LoginRefusedException("Your identity provider may not be used here.", "the claim idp is not among idps");
        // The identity provider vouches for the addresses of its own users, so CILogon has no claim that says so.
    }

    public override string? NameOf(ProviderUser user)
    {
        if (IdpOf(user) is not { UsernameDerivation: var how } || user.Text(how.UsernameClaim) is not { Length: > 0 } name)
            return null;
        return how.Action switch
        {
            "strip_idp_domain" when name.EndsWith($"@{how.Domain}", StringComparison.OrdinalIgnoreCase) => name[..^(how.Domain.Length + 1)],
            "prefix" => $"{how.Prefix}:{name}",
            _ => name,
        };
    }

    public override Task<bool> AllowsAsync(ProviderUser user, CancellationToken ct)
    {
        if (IdpOf(user) is not { } idp)
            return Task.FromResult(false);
        var source = user.Text(idp.AllowedDomainsClaim.Length > 0 ? idp.AllowedDomainsClaim : idp.UsernameDerivation.UsernameClaim) ?? "";
        var domain = source[(source.LastIndexOf('@') + 1)..];
        return Task.FromResult(idp.AllowAll || (domain.Length > 0
            && idp.AllowedDomains.Any(allowed => FileSystemName.MatchesSimpleExpression(allowed, domain, ignoreCase: true))));
    }

    private CILogonIdp? IdpOf(ProviderUser user) => user.Text("idp") is { } entity ? Own.Idps.GetValueOrDefault(entity) : null;
}
