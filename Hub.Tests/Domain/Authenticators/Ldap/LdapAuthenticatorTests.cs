using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.Ldap;
using Hub.Tests.Proxy.Tls;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Domain.Authenticators.Ldap;

/// <summary>Logins against a real slapd.</summary>
public sealed class LdapAuthenticatorTests
{
    private Slapd slapd = null!;

    private LdapOptions Simple => new()
    {
        ServerAddress = ["127.0.0.1"],
        ServerPort = slapd.Port,
        TlsKwargs = new Dictionary<string, string> { ["ca_certs_file"] = slapd.Certificates.Authority },
        BindDnTemplate = ["uid={username}," + Slapd.People],
    };

    private LdapOptions Lookup => Simple with
    {
        BindDnTemplate = [],
        LookupDn = true,
        LookupDnSearchUser = Slapd.Searcher,
        LookupDnSearchPassword = Slapd.SearcherPassword,
        UserSearchBase = Slapd.Base,
        UserAttribute = "uid",
    };

    [OneTimeSetUp]
    public async Task StartSlapd() => slapd = await Slapd.StartAsync();

    [OneTimeTearDown]
    public async Task StopSlapd()
    {
        if (slapd is not null)
            await slapd.DisposeAsync();
    }

    [TestCase("ann", "ann's own", "ann")]
    [TestCase("Ann", "ann's own", "ann")]
    [TestCase("ann", "bob's own", null)]
    [TestCase("ann", "", null)]
    [TestCase("ann", "   ", null)]
    [TestCase("ann", "\0", null)]
    [TestCase("nobody", "ann's own", null)]
    [TestCase("cas", "cas's own", null)]
    public async Task A_template_makes_the_name_that_is_bound(string name, string password, string? expected) =>
        (await LoginAsync(Simple, name, password))?.Name.ShouldBe(expected);

    [Test]
    public async Task Several_templates_are_tried_in_order()
    {
        var options = Simple with { BindDnTemplate = ["uid={username}," + Slapd.People, "uid={username},ou=staff," + Slapd.Base] };
        (await LoginAsync(options, "ann", "ann's own")).ShouldNotBeNull();
        (await LoginAsync(options, "cas", "cas's own")).ShouldNotBeNull();
        (await LoginAsync(options, "cas", "ann's own")).ShouldBeNull();
    }

    [TestCase(LdapTlsStrategy.BeforeBind)]
    [TestCase(LdapTlsStrategy.OnConnect)]
    [TestCase(LdapTlsStrategy.Insecure)]
    public async Task Each_way_of_encryption_works(LdapTlsStrategy strategy)
    {
        var options = Simple with { TlsStrategy = strategy, ServerPort = strategy == LdapTlsStrategy.OnConnect ? slapd.TlsPort : slapd.Port };
        (await LoginAsync(options, "ann", "ann's own")).ShouldNotBeNull();
        (await LoginAsync(options, "ann", "wrong")).ShouldBeNull();
    }

    [TestCase(LdapTlsStrategy.BeforeBind)]
    [TestCase(LdapTlsStrategy.OnConnect)]
    public async Task A_certificate_of_a_stranger_is_refused(LdapTlsStrategy strategy)
    {
        using var stranger = new TestCertificates();
        var options = Simple with
        {
            TlsStrategy = strategy,
            ServerPort = strategy == LdapTlsStrategy.OnConnect ? slapd.TlsPort : slapd.Port,
            TlsKwargs = new Dictionary<string, string> { ["ca_certs_data"] = File.ReadAllText(stranger.Authority) },
        };
        await Should.ThrowAsync<LoginUnavailableException>(() => LoginAsync(options, "ann", "ann's own"));
    }

    [Test]
    public async Task The_certificate_must_be_for_the_name_that_was_asked_for() =>
        await Should.ThrowAsync<LoginUnavailableException>(
            () => LoginAsync(Simple with { ServerAddress = ["127.0.0.2"] }, "ann", "ann's own"));

    [Test]
    public async Task A_server_that_is_down_is_passed_over()
    {
        using var authenticator = Made(Simple with { ServerAddress = ["127.0.0.9", "127.0.0.1"] });
        (await authenticator.AuthenticateAsync(new Credentials("ann", "ann's own"), default)).ShouldNotBeNull();
    }

    [TestCase("dee", "dee's own", "dee")]
    [TestCase("cas", "cas's own", "cas")]
    [TestCase("dee", "wrong", null)]
    [TestCase("nobody", "dee's own", null)]
    public async Task A_lookup_finds_the_entry_that_is_bound(string name, string password, string? expected) =>
        (await LoginAsync(Lookup, name, password))?.Name.ShouldBe(expected);

    [Test]
    public async Task A_lookup_that_finds_two_finds_nobody()
    {
        var options = Lookup with { UserAttribute = "mail", LookupDnUserDnAttribute = "uid", ValidUsernameRegex = ".*" };
        (await LoginAsync(options, "shared@example.org", "bob's own")).ShouldBeNull();
        var ann = (await LoginAsync(options with { UseLookupDnUsername = true }, "ann@example.org", "ann's own")).ShouldNotBeNull();
        ann.Name.ShouldBe("ann");
    }

    [Test]
    public async Task A_lookup_with_a_template_puts_what_was_found_into_it()
    {
        var options = Lookup with { UserAttribute = "mail", LookupDnUserDnAttribute = "uid", ValidUsernameRegex = ".*", BindDnTemplate = Simple.BindDnTemplate };
        (await LoginAsync(options, "ann@example.org", "ann's own")).ShouldNotBeNull().Name.ShouldBe("ann@example.org");
        (await LoginAsync(options, "odd@example.org", "odd's own")).ShouldNotBeNull();
    }

    [Test]
    public async Task A_searcher_who_is_refused_is_a_fault_of_the_hub_and_not_of_the_user() =>
        await Should.ThrowAsync<LoginUnavailableException>(
            () => LoginAsync(Lookup with { LookupDnSearchPassword = "wrong" }, "ann", "ann's own"));

    [TestCase("*")]
    [TestCase("a*")]
    [TestCase("ann)(uid=*")]
    [TestCase("*)(uid=ann")]
    [TestCase("ann,ou=people")]
    [TestCase("ann\0")]
    [TestCase(@"a\6en")]
    public async Task What_was_typed_stays_a_value(string name)
    {
        (await LoginAsync(Lookup with { ValidUsernameRegex = "(?s).*" }, name, "ann's own")).ShouldBeNull();
        (await LoginAsync(Simple with { ValidUsernameRegex = "(?s).*" }, name, "ann's own")).ShouldBeNull();
    }

    [Test]
    public async Task Odd_names_are_escaped_and_not_refused() =>
        (await LoginAsync(Simple with { ValidUsernameRegex = ".*" }, "o,dd (x)*", "odd's own")).ShouldNotBeNull();

    [TestCase("ann\n")]
    [TestCase("1ann")]
    [TestCase("ann*")]
    public async Task A_name_that_does_not_match_as_a_whole_is_not_looked_for(string name) =>
        (await LoginAsync(Simple with { ServerAddress = ["127.0.0.9"] }, name, "ann's own")).ShouldBeNull();

    [TestCase("({userattr}={username})", true)]
    [TestCase("(&({userattr}={username})(mail=ann@example.org))", true)]
    [TestCase("(&({userattr}={username})(mail=bob@example.org))", false)]
    [TestCase("(objectClass=inetOrgPerson)", false)]
    public async Task The_search_filter_must_find_exactly_one(string filter, bool passes)
    {
        var options = Simple with { SearchFilter = filter, UserSearchBase = Slapd.Base, UserAttribute = "uid" };
        (await LoginAsync(options, "ann", "ann's own") is not null).ShouldBe(passes);
    }

    [TestCase("ann", "cn=team,dc=example,dc=org", true)]
    [TestCase("bob", "cn=team,dc=example,dc=org", false)]
    [TestCase("bob", "cn=posix,dc=example,dc=org", true)]
    [TestCase("ann", "cn=posix,dc=example,dc=org", false)]
    [TestCase("ann", "cn=none,dc=example,dc=org", false)]
    public async Task Members_of_allowed_groups_are_let_in_by_that(string name, string group, bool allowed)
    {
        var user = (await LoginAsync(Simple with { AllowedGroups = [group] }, name, $"{name}'s own")).ShouldNotBeNull();
        user.Allowed.ShouldBe(allowed);
        user.AuthState!["ldap_groups"]!.ToJsonString().ShouldBe(allowed ? $"[\"{group}\"]" : "[]");
    }

    [Test]
    public async Task Attributes_of_the_entry_are_kept()
    {
        var user = await LoginAsync(Lookup with { AuthStateAttributes = ["mail", "sn"] }, "dee", "dee's own");
        var attributes = user!.AuthState!["user_attributes"]!.AsObject();
        attributes.Select(attribute => $"{attribute.Key}: {attribute.Value!.ToJsonString()}").Order()
            .ShouldBe(["""mail: ["dee@example.org"]""", """sn: ["Dee, Dr."]"""]);
        user.Allowed.ShouldBeFalse();
    }

    [Test]
    public void Without_a_server_there_is_no_such_authenticator() =>
        Should.Throw<ArgumentException>(() => Made(new LdapOptions { BindDnTemplate = ["uid={username}"] }));

    private static LdapAuthenticator Made(LdapOptions options) => new(options, NullLogger<LdapAuthenticator>.Instance);

    private static async Task<AuthenticatedUser?> LoginAsync(LdapOptions options, string name, string password)
    {
        using var authenticator = Made(options);
        return await authenticator.AuthenticateAsync(new Credentials(name, password), default);
    }
}
