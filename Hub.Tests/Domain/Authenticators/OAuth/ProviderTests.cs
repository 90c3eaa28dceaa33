using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;
using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.OAuth;
using Hub.Domain.Users;
using Hub.Tests.Security;
using Hub.Tests.Support.Providers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Domain.Authenticators.OAuth;

/// <summary>What is particular to the providers: whom they keep out before anything lets in, how they name, whom they let in.</summary>
public sealed class ProviderTests
{
    private static readonly UserNames Names = new(new Dictionary<string, string>(), "");

    private FakeProvider provider = null!;

    [OneTimeSetUp]
    public async Task Start() => provider = await FakeProvider.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await provider.DisposeAsync();

    [SetUp]
    public void Reset() => provider.Reset();

    // GHSA-55m3-44xf-hg4h: the domain of an address says nothing about the organization.
    [TestCase("""{"email": "ada@uni.example", "verified_email": true, "hd": "uni.example"}""", "ada")]
    [TestCase("""{"email": "ada@uni.example", "verified_email": true, "hd": "UNI.example"}""", "ada")]
    [TestCase("""{"email": "ada@other.example", "verified_email": true, "hd": "uni.example"}""", "ada@other.example")]
    [TestCase("""{"email": "ada@uni.example", "verified_email": true, "hd": "other.example"}""", null)]
    [TestCase("""{"email": "ada@uni.example", "verified_email": true}""", null)]
    [TestCase("""{"email": "ada@uni.example", "verified_email": true, "hd": ["uni.example"]}""", null)]
    [TestCase("""{"email": "ada@uni.example", "verified_email": false, "hd": "uni.example"}""", null)]
    [TestCase("""{"email": "ada@uni.example", "hd": "uni.example"}""", null)]
    [Advisory("GHSA-55m3-44xf-hg4h")]
    public async Task Google_goes_by_the_claim_hd_and_never_by_the_address(string claims, string? name) =>
        (await NameAsync("google", claims, new ProviderOptions { GoogleApiUrl = provider.Url, HostedDomain = ["uni.example"] })).ShouldBe(name);

    // GHSA-gprj-3p75-f996: a rule that lets in must not make up for a restriction.
    [Test]
    [Advisory("GHSA-gprj-3p75-f996")]
    public async Task A_restriction_is_not_skipped_for_those_whom_a_rule_lets_in()
    {
        provider.Claims = JsonNode.Parse("""{"email": "chief@uni.example", "verified_email": true, "hd": "other.example"}""")!.AsObject();
        var rules = new AuthenticatorOptions
        {
            AuthenticatorClass = "google",
            AllowAll = true,
            AllowedUsers = new HashSet<string> { "chief" },
            AdminUsers = new HashSet<string> { "chief" },
        };
        var own = new ProviderOptions { GoogleApiUrl = provider.Url, HostedDomain = ["uni.example"], AllowedHostedDomains = ["other.example"] };
        await Should.ThrowAsync<LoginRefusedException>(() => LoginAsync(rules, Common("google"), own));
    }

    // CVE-2026-33175: whoever may enter any address at the provider would be anybody here.
    [TestCase("""{"email": "ada@uni.example", "email_verified": true}""", "ada@uni.example")]
    [TestCase("""{"email": "ada@uni.example", "email_verified": false}""", null)]
    [TestCase("""{"email": "ada@uni.example"}""", null)]
    [TestCase("""{"email": "ada@uni.example", "email_verified": "yes"}""", null)]
    [TestCase("""{"email_verified": true}""", null)]
    [Advisory("CVE-2026-33175")]
    public async Task Auth0_takes_no_address_that_is_not_verified(string claims, string? name) =>
        (await NameAsync("auth0", claims, new ProviderOptions { Auth0Domain = provider.Url })).ShouldBe(name);

    [TestCase("""{"email": "ada@uni.example", "email_verified": true}""", "ada@uni.example")]
    [TestCase("""{"email": "ada@uni.example"}""", null)]
    public async Task An_address_is_a_name_only_when_it_is_verified_at_any_provider(string claims, string? name) =>
        (await NameAsync("generic-oauth", claims, common: Common("generic-oauth") with { UsernameClaim = "email" })).ShouldBe(name);

    // CVE-2022-31027: the identity provider counts, not the domain of an address it hands out.
    [TestCase("""{"idp": "https://idp.uni.example", "email": "ada@uni.example"}""", "ada allowed")]
    [TestCase("""{"idp": "https://idp.uni.example", "email": "ada@elsewhere.example"}""", "ada@elsewhere.example allowed")]
    [TestCase("""{"idp": "https://google.example", "email": "ada@uni.example", "sub": "g1"}""", "google:g1")]
    [TestCase("""{"idp": "https://google.example", "email": "ada@dept.uni.example", "sub": "g1"}""", "google:g1 allowed")]
    [TestCase("""{"idp": "https://evil.example", "email": "ada@uni.example"}""", null)]
    [TestCase("""{"idp": "https://idp.uni.example/", "email": "ada@uni.example"}""", null)]
    [TestCase("""{"email": "ada@uni.example"}""", null)]
    [Advisory("CVE-2022-31027")]
    public async Task CILogon_goes_by_the_identity_provider_and_not_by_the_address(string claims, string? expected)
    {
        var own = new ProviderOptions
        {
            CILogonHost = provider.Url,
            Idps = new Dictionary<string, CILogonIdp>
            {
                ["https://google.example"] = new()
                {
                    UsernameDerivation = new() { UsernameClaim = "sub", Action = "prefix", Prefix = "google" },
                    AllowedDomains = ["*.uni.example"],
                    AllowedDomainsClaim = "email",
                },
                ["https://idp.uni.example"] = new()
                {
                    Default = true,
                    AllowAll = true,
                    UsernameDerivation = new() { UsernameClaim = "email", Action = "strip_idp_domain", Domain = "uni.example" },
                },
            },
        };
        (await ShownAsync("cilogon", claims, own, Common("cilogon"))).ShouldBe(expected);
        provider.LastAuthorize["selected_idp"].ShouldBe("https://idp.uni.example,https://google.example");
    }

    // CVE-2018-7206: groups are asked for by their whole path, and the answer must be about this user.
    [TestCase("/api/v4/groups/team/members/all/7", """{"id": 7, "state": "active"}""", true)]
    [TestCase("/api/v4/groups/team%2Fsub/members/all/7", """{"id": 7, "state": "active"}""", true)]
    [TestCase("/api/v4/groups/team/members/all/7", """{"id": 8, "state": "active"}""", false)]
    [TestCase("/api/v4/groups/team/members/all/7", """{"id": 7, "state": "blocked"}""", false)]
    [TestCase("/api/v4/groups/team/members/all/7", "<html>", false)]
    [TestCase("/api/v4/groups/team/members/all/7", "[]", false)]
    [TestCase("/api/v4/groups//members/all/7", """{"id": 7}""", false)]
    [TestCase("/api/v4/projects/5/members/all/7", """{"id": 7, "access_level": 30}""", true)]
    [TestCase("/api/v4/projects/5/members/all/7", """{"id": 7, "access_level": 20}""", false)]
    [TestCase("/api/v4/projects/5/members/all/7", """{"id": 7}""", false)]
    [Advisory("CVE-2018-7206")]
    public async Task GitLab_lets_in_members_of_groups_and_developers_of_projects(string path, string answer, bool allowed)
    {
        provider.Answers[path] = (200, answer);
        var own = new ProviderOptions
        {
            GitLabUrl = provider.Url,
            AllowedGitlabGroups = new HashSet<string> { "", "/", "team", "team/sub" },
            AllowedProjectIds = new HashSet<string> { "5" },
        };
        (await ShownAsync("gitlab", """{"id": 7, "username": "ada"}""", own, Common("gitlab"))).ShouldBe(allowed ? "ada allowed" : "ada");
    }

    [TestCase("/api/v3/orgs/org-a/members/Ada", 204, true)]
    [TestCase("/api/v3/orgs/org-a/members/Ada", 302, false)]
    [TestCase("/api/v3/orgs/org-b/teams/team-1/members/Ada", 204, true)]
    [TestCase("/api/v3/orgs/org-b/members/Ada", 204, false)]
    public async Task GitHub_lets_in_members_of_organizations_and_teams(string path, int status, bool allowed)
    {
        provider.Answers[path] = (status, "");
        var own = new ProviderOptions { GitHubUrl = provider.Url, AllowedOrganizations = new HashSet<string> { "org-a", "org-b:team-1" } };
        (await ShownAsync("github", """{"login": "Ada", "id": 1}""", own, Common("github") with { AuthorizeUrl = provider.Url + "/authorize" }))
            .ShouldBe(allowed ? "Ada allowed" : "Ada");
    }

    [Test]
    public async Task Azure_takes_the_token_of_its_one_tenant_only()
    {
        var own = new ProviderOptions { GraphUrl = provider.Url, TenantId = "tenant-1" };
        var common = new OAuthenticatorOptions { ClientId = "the-hub", UserdataFromIdToken = true, UsernameClaim = "oid" };
        (await ShownAsync("azuread", """{"oid": "77"}""", own, common)).ShouldBe("77");
        provider.Token = claims => claims["iss"] = $"{provider.Url}/tenant-2/v2.0";
        (await ShownAsync("azuread", """{"oid": "77"}""", own, common)).ShouldBeNull();
    }

    [TestCase("[\"openid\", \"hub\"]", "openid hub", true)]
    [TestCase("[\"openid\", \"hub\"]", "openid,hub", true)]
    [TestCase("[\"openid\", \"hub\"]", "hub", false)]
    [TestCase("[]", "hub", false)]
    public async Task Scopes_let_in_when_all_of_them_are_granted(string wanted, string granted, bool allowed)
    {
        provider.Scope = granted;
        var common = Common("generic-oauth") with { AllowedScopes = System.Text.Json.JsonSerializer.Deserialize<string[]>(wanted)! };
        (await ShownAsync("generic-oauth", """{"username": "ada"}""", new ProviderOptions(), common)).ShouldBe(allowed ? "ada allowed" : "ada");
    }

    [TestCase("""{"username": {"a": 1}}""", null)]
    [TestCase("""{"username": ""}""", null)]
    [TestCase("""{"username": true}""", null)]
    [TestCase("""{"username": 12}""", "12")]
    [TestCase("""{"profile": {"username": "deep"}}""", null)]
    public async Task A_name_is_a_text_or_a_number(string claims, string? name) => (await NameAsync("generic-oauth", claims)).ShouldBe(name);

    [Test]
    public async Task A_provider_is_reached_through_a_proxy_where_one_is_set()
    {
        var proxy = new Uri(provider.Url);
        var kwargs = new Dictionary<string, JsonElement>
        {
            ["proxy_host"] = JsonSerializer.SerializeToElement(proxy.Host),
            ["proxy_port"] = JsonSerializer.SerializeToElement(proxy.Port),
            ["user_agent"] = JsonSerializer.SerializeToElement("hub/1"),
        };
        var common = Common("generic-oauth") with
        {
            TokenUrl = "http://provider.invalid/token",
            UserdataUrl = "http://provider.invalid/userinfo",
            HttpRequestKwargs = kwargs,
        };
        (await NameAsync("generic-oauth", """{"username": "ada"}""", common: common)).ShouldBe("ada");
    }

    [Test]
    public async Task GitLab_is_asked_at_the_address_of_its_API()
    {
        provider.Answers["/elsewhere/user"] = (200, """{"id": 7, "username": "ada"}""");
        (await NameAsync("gitlab", "{}", new ProviderOptions { GitLabUrl = provider.Url, GitLabApi = provider.Url + "/elsewhere/" })).ShouldBe("ada");
    }

    [TestCase("azuread", "tenant_id")]
    [TestCase("auth0", "auth0_domain")]
    [TestCase("cilogon", "idps")]
    [TestCase("keycloak", "keycloak_url")]
    public void What_a_provider_needs_is_missed_at_the_start(string alias, string trait) =>
        Should.Throw<ArgumentException>(() => Made(new AuthenticatorOptions { AuthenticatorClass = alias }, Common(alias), new ProviderOptions()))
            .Message.ShouldContain(trait);

    [Test]
    public void An_identity_token_without_an_issuer_to_check_it_is_refused_at_the_start() =>
        Should.Throw<ArgumentException>(() => Made(
            new AuthenticatorOptions { AuthenticatorClass = "generic-oauth" },
            Common("generic-oauth") with { UserdataUrl = "", UserdataFromIdToken = true }, new ProviderOptions())).Message.ShouldContain("issuer");

    [Test]
    public void Groups_that_let_in_need_groups_that_are_managed() =>
        Should.Throw<ArgumentException>(() => Made(
            new AuthenticatorOptions { AuthenticatorClass = "generic-oauth" },
            Common("generic-oauth") with { AllowedGroups = new HashSet<string> { "a" } }, new ProviderOptions())).Message.ShouldContain("manage_groups");

    private OAuthenticatorOptions Common(string alias) => new()
    {
        ClientId = "the-hub",
        AuthorizeUrl = alias is "google" or "generic-oauth" ? provider.Url + "/authorize" : "",
        TokenUrl = alias == "generic-oauth" ? provider.Url + "/token" : "",
        UserdataUrl = alias == "generic-oauth" ? provider.Url + "/userinfo" : "",
    };

    private async Task<string?> NameAsync(string alias, string claims, ProviderOptions? own = null, OAuthenticatorOptions? common = null) =>
        (await ShownAsync(alias, claims, own ?? new ProviderOptions(), common ?? Common(alias)))?.Replace(" allowed", "");

    private async Task<string?> ShownAsync(string alias, string claims, ProviderOptions own, OAuthenticatorOptions common)
    {
        provider.Claims = JsonNode.Parse(claims)!.AsObject();
        try
        {
            var user = await LoginAsync(new AuthenticatorOptions { AuthenticatorClass = alias }, common, own);
            return user!.Name + (user.Allowed ? " allowed" : "");
        }
        catch (LoginRefusedException)
        {
            return null;
        }
    }

    private static async Task<AuthenticatedUser?> LoginAsync(AuthenticatorOptions rules, OAuthenticatorOptions common, ProviderOptions own)
    {
        using var authenticator = Made(rules, common, own);
        IAuthenticator contract = authenticator;
        var callback = new Uri("http://hub.example/hub/oauth_callback");
        var login = (await contract.BeginAsync("", callback, "state", default))!;
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var back = await browser.GetAsync(login.Place);
        var code = HttpUtility.ParseQueryString(back.Headers.Location!.Query)["code"]!;
        return await contract.AuthenticateAsync(new ProviderAnswer("", code, callback, login.Secrets), default);
    }

    private static OAuthAuthenticator Made(AuthenticatorOptions rules, OAuthenticatorOptions common, ProviderOptions own) =>
        new(rules, common, own, Names, TimeProvider.System, NullLogger<OAuthAuthenticator>.Instance);
}
