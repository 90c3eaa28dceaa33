using Hub.Domain.Configuration;
using Hub.Domain.Configuration.Sources;

namespace Hub.Tests.Domain.Configuration;

/// <summary>What a login cannot do without is missed when the configuration is read, with all the rest that is wrong with it.</summary>
public sealed class LoginSettingTests
{
    [Test]
    public void A_provider_without_addresses_and_client_is_told_all_it_lacks() =>
        Reading.File("""{"JupyterHub": {"authenticator_class": "generic-oauth"}}""").Mistakes.Lines().ShouldBe(
        [
            "OAuthenticator.client_id (default): is not set; allowed: the name the provider knows the hub by",
            "OAuthenticator.authorize_url (default): is not set; allowed: an address, or OAuthenticator.issuer, whose document says it",
            "OAuthenticator.token_url (default): is not set; allowed: an address, or OAuthenticator.issuer, whose document says it",
            "OAuthenticator.userdata_url (default): is not set; allowed: an address, or OAuthenticator.issuer, whose document says it",
        ], ignoreOrder: true);

    [TestCase("azuread", "AzureAdOAuthenticator.tenant_id")]
    [TestCase("auth0", "Auth0OAuthenticator.auth0_domain")]
    [TestCase("cilogon", "CILogonOAuthenticator.idps")]
    [TestCase("keycloak", "KeycloakOAuthenticator.keycloak_url")]
    public void What_only_this_provider_needs_is_missed(string authenticator, string trait) =>
        Reading.File($$$"""{"JupyterHub": {"authenticator_class": "{{{authenticator}}}"}, "OAuthenticator": {"client_id": "hub"}}""").Mistakes.Lines()
            .ShouldBe([$"{trait} (default): is not set; allowed: what {authenticator} cannot do without"]);

    [TestCase("not a url")]
    [TestCase("ftp://provider.example")]
    public void An_address_that_is_none_is_named(string address) =>
        Reading.File($$$"""{"JupyterHub": {"authenticator_class": "github"}, "OAuthenticator": {"client_id": "hub", "token_url": "{{{address}}}"}}""")
            .Mistakes.Lines().ShouldHaveSingleItem().ShouldStartWith($"OAuthenticator.token_url = \"{address}\"");

    [TestCase("""{"ca_certs": "/nowhere/ca.pem"}""", "names a file at ca_certs that is not there")]
    [TestCase("""{"proxy_host": "proxy.example"}""", "has only one of proxy_host and proxy_port")]
    [TestCase("""{"max_redirects": 3}""", "has the key max_redirects")]
    [TestCase("""{"proxy_port": "80", "proxy_host": "proxy.example"}""", "has a value of another type at proxy_port")]
    [TestCase("""{"request_timeout": -1}""", "has a number at request_timeout that is out of range")]
    public void How_the_provider_is_reached_is_checked(string kwargs, string problem) =>
        Reading.File($$$"""{"JupyterHub": {"authenticator_class": "github"}, "OAuthenticator": {"client_id": "hub", "http_request_kwargs": {{{kwargs}}}}}""")
            .Mistakes.Lines().ShouldHaveSingleItem().ShouldContain(problem);

    [Test]
    public void State_that_is_kept_needs_a_key_and_the_key_a_form()
    {
        Reading.File("""{"JupyterHub": {"authenticator_class": "dummy"}, "Authenticator": {"enable_auth_state": true}}""").Mistakes.Lines()
            .ShouldHaveSingleItem().ShouldContain("enable_auth_state = true (hub.json line 1): is set without a key to encrypt with");
        Reading.File("""{"JupyterHub": {"authenticator_class": "dummy"}, "CryptKeeper": {"keys": ["too short"]}}""").Mistakes.Lines()
            .ShouldHaveSingleItem().ShouldStartWith("CryptKeeper.keys (hub.json line 1): has an entry that is no key");
    }

    [TestCase("ldap", "LDAPAuthenticator.server_address")]
    [TestCase("multi", "MultiAuthenticator.authenticators")]
    public void An_authenticator_that_cannot_work_is_named(string authenticator, string trait) =>
        Reading.File($$$"""{"JupyterHub": {"authenticator_class": "{{{authenticator}}}"}}""").Mistakes.Lines().ShouldHaveSingleItem().ShouldContain(trait);

    [Test]
    public void The_class_s_own_variable_comes_before_the_general_one()
    {
        var variables = Reading.Environment(
            ("OAUTH_CLIENT_ID", "general"), ("GITHUB_CLIENT_ID", "at github"), ("GITHUB_CLIENT_SECRET", "secret of github"), ("GITLAB_CLIENT_ID", "at gitlab"));
        Of("github").OAuth.ClientId.ShouldBe("at github");
        Of("github").OAuth.ClientSecret.ShouldBe("secret of github");
        Of("gitlab").OAuth.ClientId.ShouldBe("at gitlab");
        Of("google").OAuth.ClientId.ShouldBe("general");
        Reading.Of(new JsonFileSource("hub.json", """{"JupyterHub": {"authenticator_class": "github"}, "OAuthenticator": {"client_id": "in the file"}}"""), variables)
            .Valid().OAuth.ClientId.ShouldBe("in the file");

        HubConfiguration Of(string authenticator) =>
            Reading.Of(new JsonFileSource("hub.json", $$$"""{"JupyterHub": {"authenticator_class": "{{{authenticator}}}"}}"""), variables).Valid();
    }

    [TestCase("GITHUB_HOST", "git.uni.example", "https://git.uni.example")]
    [TestCase("GITHUB_HOST", "http://git.uni.example", "http://git.uni.example")]
    [TestCase("GITHUB_URL", "https://git.uni.example", "https://git.uni.example")]
    public void A_host_of_the_environment_is_reached_by_https(string variable, string text, string url) =>
        Reading.Of(
            new JsonFileSource("hub.json", """{"JupyterHub": {"authenticator_class": "github"}, "OAuthenticator": {"client_id": "hub"}}"""),
            Reading.Environment((variable, text))).Valid().Providers.GitHubUrl.ShouldBe(url);

    [TestCase("git.uni.example", "http://git.uni.example")]
    [TestCase("https://git.uni.example", "https://git.uni.example")]
    public void A_host_without_TLS_is_reached_by_http_where_that_is_said(string text, string url) =>
        Reading.Of(
            new JsonFileSource("hub.json", """{"JupyterHub": {"authenticator_class": "github"}, "OAuthenticator": {"client_id": "hub"}}"""),
            Reading.Environment(("GITHUB_HOST", text), ("GITHUB_HTTP", "1"))).Valid().Providers.GitHubUrl.ShouldBe(url);

    [Test]
    public void The_organizations_of_the_environment_are_several()
    {
        var google = new JsonFileSource("hub.json", """{"JupyterHub": {"authenticator_class": "google"}, "OAuthenticator": {"client_id": "hub"}}""");
        Reading.Of(google, Reading.Environment(("HOSTED_DOMAIN", "Uni.example;;lab.example"))).Valid().Providers.HostedDomain.ShouldBe(["uni.example", "lab.example"]);
        Reading.Of(google, Reading.Environment(("HOSTED_DOMAIN", ""))).Valid().Providers.HostedDomain.ShouldBeEmpty();
    }

    [Test]
    public void The_version_of_GitLab_s_API_comes_from_the_environment_too() =>
        Reading.Of(
            new JsonFileSource("hub.json", """{"JupyterHub": {"authenticator_class": "gitlab"}, "OAuthenticator": {"client_id": "hub"}}"""),
            Reading.Environment(("GITLAB_API_VERSION", "5"))).Valid().Providers.GitLabApiVersion.ShouldBe("5");

    [TestCase("""{"Authenticator": {"managed_roles": [{"name": "teacher"}]}}""", "Authenticator.managed_roles", "is set, but manage_roles is not")]
    [TestCase("""{"Authenticator": {"manage_roles": true, "managed_roles": [{"name": "admin"}]}}""", "Authenticator.managed_roles[0].name", "admin is a default role")]
    [TestCase("""{"Authenticator": {"manage_roles": true, "managed_roles": [{"name": "twice"}, {"name": "twice"}]}}""", "Authenticator.managed_roles[1].name", "another role has this name")]
    [TestCase("""{"Authenticator": {"manage_roles": true, "managed_roles": [{"name": "reader"}]}, "JupyterHub": {"load_roles": [{"name": "reader"}]}}""",
        "Authenticator.managed_roles[0].name", "the role reader is in JupyterHub.load_roles too")]
    [TestCase("""{"Authenticator": {"manage_roles": true}, "JupyterHub": {"load_roles": [{"name": "reader", "users": ["ada"]}]}}""",
        "JupyterHub.load_roles[0]", "names users or groups")]
    [TestCase("""{"Authenticator": {"manage_roles": true}, "JupyterHub": {"load_roles": [{"name": "reader", "groups": ["blue"]}]}}""",
        "JupyterHub.load_roles[0]", "names users or groups")]
    public void Roles_have_one_master(string file, string trait, string problem)
    {
        var mistake = Reading.File(file).Mistakes.Lines().ShouldHaveSingleItem();
        mistake.ShouldStartWith(trait);
        mistake.ShouldContain(problem);
    }

    [TestCase("NativeAuthenticator", "import_from_firstuse", "true", "each with a link to set its password")]
    [TestCase("NativeAuthenticator", "recaptcha_key", "\"key\"", "the limits that sign-ups have anyway")]
    public void What_is_not_supported_is_said_with_what_to_do_instead(string of, string trait, string value, string instead)
    {
        var warning = Reading.File($$$"""{"JupyterHub": {"authenticator_class": "dummy"}, "{{{of}}}": {"{{{trait}}}": {{{value}}}}}""").Warnings.Lines().ShouldHaveSingleItem();
        warning.ShouldStartWith($"{of}.{trait}");
        warning.ShouldContain("is not supported and has no effect");
        warning.ShouldContain(instead);
    }

    [Test]
    public void What_OAuthenticator_takes_from_the_environment_is_taken()
    {
        var options = Reading.Of(
            new JsonFileSource("hub.json", """{"JupyterHub": {"authenticator_class": "google"}}"""),
            Reading.Environment(
                ("OAUTH_CLIENT_ID", "hub"), ("OAUTH_LOGOUT_REDIRECT_URL", "https://uni.example/bye"), ("OAUTH2_USERDATA_REQUEST_TYPE", "url"),
                ("OAUTH2_BASIC_AUTH", "1"), ("OAUTH_TLS_VERIFY", "0"))).Valid().OAuth;
        options.LogoutRedirectUrl.ShouldBe("https://uni.example/bye");
        options.UserdataTokenMethod.ShouldBe("url");
        options.BasicAuth.ShouldBeTrue();
        options.ValidateServerCert.ShouldBeFalse();
    }
}
