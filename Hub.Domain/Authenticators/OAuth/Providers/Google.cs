using System.Text.Json.Nodes;

namespace Hub.Domain.Authenticators.OAuth.Providers;

/// <summary>Google, where the claim <c>hd</c> and never an address says which organization an account belongs to.</summary>
internal sealed class Google(OAuthenticatorOptions options, ProviderOptions own, ProviderHttp http, TimeProvider clock) : Provider(options, own, http)
{
    private const string GroupsKeyOfUser = "google_groups";

    private readonly GoogleDirectory directory = new(own, http, clock);
    private readonly string api = own.GoogleApiUrl.TrimEnd('/');

    public override string Service => "Google";

    public override string AuthorizeUrl => "https://accounts.google.com/o/oauth2/v2/auth";

    public override string TokenUrl => $"{api}/oauth2/v4/token";

    public override string UserdataUrl => $"{api}/oauth2/v1/userinfo";

    public override string UserKey => "google_user";

    public override string UsernameClaim => "email";

    public override IReadOnlyList<string> Scope => ["openid", "email"];

    public override void Restrict(ProviderUser user)
    {
        base.Restrict(user);
        // Whatever the name is made of: an account whose address is not its own speaks for nobody's organization.
        if (!user.HasVerifiedEmail)
            throw new LoginRefusedException("Your e-mail address is not verified.", "Google does not say that the e-mail address is verified");
        if (Own.HostedDomain.Count > 0 && !BelongsTo(Own.HostedDomain, user))
            throw new LoginRefusedException("Your account does not belong to an organization that may sign in here.", "hd is not in hosted_domain");
    }

    public override string? NameOf(ProviderUser user)
    {
        var name = base.NameOf(user);
        var at = name?.LastIndexOf('@') ?? -1;
        var strips = Own.StripDomain ?? Own.HostedDomain.Count <= 1;
        return at > 0 && strips && Own.HostedDomain.Any(domain => Same(domain, name![(at + 1)..])) ? name![..at] : name;
    }

    /// <summary>Nothing is asked about an account whose address is not its own, or that belongs to no organization.</summary>
    public override async Task EnrichAsync(ProviderUser user, JsonObject state, CancellationToken ct)
    {
        if (Own.AllowedGoogleGroups.Count == 0 && Own.AdminGoogleGroups.Count == 0 && Own.GoogleServiceAccountKeys.Count == 0)
            return;
        var groups = user.HasVerifiedEmail && user.Text("email") is { Length: > 0 } email && DomainOf(user) is { Length: > 0 } domain
            ? await directory.GroupsAsync(email, domain, ct)
            : new HashSet<string>();
        user.Claims[GroupsKeyOfUser] = new JsonArray([.. groups.Order(StringComparer.Ordinal).Select(group => JsonValue.Create(group))]);
    }

    public override Task<bool> AllowsAsync(ProviderUser user, CancellationToken ct) =>
        Task.FromResult(BelongsTo(Own.AllowedHostedDomains, user) || IsIn(Own.AllowedGoogleGroups, user));

    public override bool? IsAdmin(ProviderUser user) => Own.AdminGoogleGroups.Count == 0 ? null : IsIn(Own.AdminGoogleGroups, user);

    private static bool IsIn(IReadOnlyDictionary<string, IReadOnlyList<string>> groups, ProviderUser user) =>
        GoogleDirectory.KeyOf(groups, DomainOf(user)) is { } wanted && ClaimPath.Texts(user.Claims[GroupsKeyOfUser]) is { } has && has.Any(wanted.Contains);

    private static string DomainOf(ProviderUser user) => user.Text("hd")?.ToLowerInvariant() ?? "";

    private static bool BelongsTo(IEnumerable<string> domains, ProviderUser user) =>
        user.Text("hd") is { Length: > 0 } hd && domains.Any(domain => Same(domain, hd));

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
