namespace Hub.Domain.Authenticators.OAuth.Providers;

/// <summary>Microsoft Entra ID, once Azure AD: one tenant, whose issuer is checked in every identity token.</summary>
internal sealed class AzureAd(OAuthenticatorOptions options, ProviderOptions own, ProviderHttp http) : Provider(options, own, http)
{
    public override string Service => "Azure AD";

    public override string Issuer => Own.TenantId.Length == 0 ? "" : $"{Own.GraphUrl.TrimEnd('/')}/{Own.TenantId}/v2.0";

    public override string UserKey => "user";

    public override string UsernameClaim => "name";

    public override string GroupsKey => "user.groups";

    public override IReadOnlyList<string> Scope => ["openid", "profile", "email"];

    // Without it anybody with a Microsoft account could sign in.
    public override string? Missing => Own.TenantId.Length == 0 ? "AzureAdOAuthenticator.tenant_id" : null;
}
